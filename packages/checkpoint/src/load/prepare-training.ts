import type { NamedTensor } from '@cb/core';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel, ModelCompileArgs } from '@tensorflow/tfjs-layers';
import { ownMetadata } from '../model/checkpoint-metadata.js';
import { type NotedOptimizer, restoreNoted } from '../model/noted-optimizer.js';
import { readableConfig } from '../model/training-config.js';
import { StoredTensors } from './checkpoint-source.js';
import { isUnknownClass, reasonOf } from './load-fault.js';

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
  const stored = new StoredTensors(artifacts);
  try {
    const tensors = stored.of('optimizer');
    const { config, state } = trainingIn(artifacts, tensors.length > 0);
    if (config) compileAsSaved(model, config, where);
    const isGiven = given.optimizer !== undefined || given.loss !== undefined || given.metrics !== undefined;
    // Only a compiled model has a state to save.
    if (isGiven || (state && !config)) compileAsGiven(model, given, where);
    if (!state) return;
    const isRestored = await restored(model, withRateFor(given, state), tensors, where);
    if (isRestored || given.optimizer !== undefined) return;
    throw new Error(
      `loadModel: the state of the optimizer in ${where} does not fit the model. ` +
        'Pass `optimizer` to go on with a fresh one.',
    );
  } finally {
    stored.dispose();
  }
}

async function restored(
  model: LayersModel,
  state: Partial<NotedOptimizer>,
  tensors: NamedTensor[],
  where: string,
): Promise<boolean> {
  try {
    return await restoreNoted(model, state, tensors);
  } catch (cause) {
    throw new Error(
      `loadModel: the state of the optimizer in ${where} cannot be restored (${reasonOf(cause)}). ` +
        'Pass `optimizer` to go on with another one, or `compile: false`.',
      { cause },
    );
  }
}

interface SavedTraining {
  config: io.TrainingConfig | undefined;
  /** What is noted of the optimizer; TensorFlow.js notes no values. `undefined` without tensors of its state. */
  state: Partial<NotedOptimizer> | undefined;
}

/** How a checkpoint says that training goes on. */
function trainingIn({ trainingConfig, userDefinedMetadata }: io.ModelArtifacts, hasState: boolean): SavedTraining {
  const own = ownMetadata(userDefinedMetadata);
  const config = trainingConfig ?? own.trainingConfig;
  if (!hasState) return { config, state: undefined };
  const className =
    (config?.optimizer_config as { class_name?: string } | undefined)?.class_name ?? own.optimizer?.className;
  // Of another class it is left from before TensorFlow.js loaded the model and saved it with another optimizer.
  const values = own.optimizer?.className === className ? own.optimizer?.values : undefined;
  return { config, state: { ...(className && { className }), ...(values && { values }) } };
}

/** The saved learning rate is for an optimizer given by name alone: all others were made with theirs. */
function withRateFor(given: Partial<ModelCompileArgs>, state: Partial<NotedOptimizer>): Partial<NotedOptimizer> {
  if (typeof given.optimizer === 'string' || !state.values) return state;
  const { learningRate: _, ...values } = state.values;
  return { ...state, values };
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
