import { dispose, type io } from '@tensorflow/tfjs-core';
import type { LayersModel, ModelCompileArgs } from '@tensorflow/tfjs-layers';
import { decodeCheckpoint } from './checkpoint-source.js';
import { isUnknownClass, reasonOf } from './load-fault.js';
import { restoreOptimizer } from './optimizer-state.js';
import { readableConfig } from './training-config.js';

type SavedConfig = Parameters<LayersModel['loadTrainingConfig']>[0];

/**
 * Compiles a loaded model as it was compiled when it was saved, except for what is given, and restores the state of its
 * optimizer.
 *
 * @param where the checkpoint's name, for errors
 */
export async function prepareTraining(
  model: LayersModel,
  artifacts: io.ModelArtifacts,
  given: Partial<ModelCompileArgs>,
  where: string,
): Promise<void> {
  const { optimizer: state, model: weights } = decodeCheckpoint(artifacts);
  dispose(weights.map(({ tensor }) => tensor));
  try {
    if (artifacts.trainingConfig) compileAsSaved(model, artifacts.trainingConfig, where);
    const isGiven = given.optimizer !== undefined || given.loss !== undefined || given.metrics !== undefined;
    // Only a compiled model has a state to save.
    if (isGiven || (state.length > 0 && !artifacts.trainingConfig)) compileAsGiven(model, given, where);
    if (state.length === 0 || (await restoreOptimizer(model, state))) return;
    const isFresh = state.length === 1;
    if (isFresh || given.optimizer !== undefined) return;
    throw new Error(
      `loadModel: the state of the optimizer in ${where} does not fit the model. ` +
        'Pass `optimizer` to go on with a fresh one.',
    );
  } finally {
    dispose(state.map(({ tensor }) => tensor));
  }
}

function compileAsSaved(model: LayersModel, saved: io.TrainingConfig, where: string): void {
  try {
    model.loadTrainingConfig(readableConfig(saved) as SavedConfig);
  } catch (cause) {
    const remedy = isUnknownClass(cause) ? 'Pass the class in `customObjects`, or pass' : 'Pass';
    throw new Error(
      `loadModel: the model in ${where} cannot be compiled as it was (${reasonOf(cause)}). ` +
        `${remedy} \`compile: false\` and compile the model.`,
      { cause },
    );
  }
}

function compileAsGiven(model: LayersModel, given: Partial<ModelCompileArgs>, where: string): void {
  const saved = model.optimizer;
  const { optimizer = saved, loss = model.loss, metrics = model.metrics } = given;
  if (!optimizer || loss === undefined) {
    throw new Error(
      `loadModel: ${where} does not say how the model was compiled. ` +
        'Pass `optimizer` and `loss`, and `metrics` if any, or `compile: false` for a model that is not to be trained.',
    );
  }
  model.compile({ optimizer, loss, metrics });
  if (saved && saved !== optimizer) saved.dispose();
}
