import { OptionReader } from '@cb/core/monitor';
import { io, serialization } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, type ModelCompileArgs } from '@tensorflow/tfjs-layers';
import { usersMetadata } from '../model/checkpoint-metadata.js';
import { checkCalls } from './check-calls.js';
import { type CheckpointSource, nameOf, readCheckpoint } from './checkpoint-source.js';
import { reasonOf, remedyFor } from './load-fault.js';
import { noteLoadedFrom } from './loaded-from.js';
import { prepareTraining } from './prepare-training.js';
import { readable } from './readable.js';

export interface LoadModelOptions {
  /**
   * The classes of layers, initializers and the like that are your own, by the name under which they were saved. They
   * are registered with TensorFlow.js, as `tf.serialization.registerClass` does.
   * @defaultValue none
   */
  customObjects?:
    | Readonly<Record<string, serialization.SerializableConstructor<serialization.Serializable>>>
    | undefined;

  /**
   * Compile the model as it was compiled when it was saved, and restore the state of its optimizer.
   * @defaultValue `true`
   */
  compile?: boolean | undefined;

  /**
   * Compile with this optimizer instead. If it is of the class that was saved, it gets the saved state; the learning
   * rate too if it is given by name, while an instance goes on with its own.
   * @defaultValue the saved one
   */
  optimizer?: ModelCompileArgs['optimizer'] | undefined;

  /**
   * Compile with this loss instead. Needed when it is a function, which no file can hold.
   * @defaultValue the saved one
   */
  loss?: ModelCompileArgs['loss'] | undefined;

  /**
   * Compile with these metrics instead. Needed when one of them is a function.
   * @defaultValue the saved ones
   */
  metrics?: ModelCompileArgs['metrics'] | undefined;
}

/**
 * Loads a model from a checkpoint, ready to go on training.
 *
 * @param path a path or `file://` URL, or a handler that can load
 *
 * @throws Error if the checkpoint is missing or damaged, holds weights only, or does not say how to compile the model
 */
export async function loadModel(path: CheckpointSource, options?: LoadModelOptions): Promise<LayersModel> {
  const read = new OptionReader('loadModel', options, '{ compile: false }');
  const compile = read.flag('compile', true);
  const customObjects = read.value('customObjects') ?? {};
  const training = { optimizer: read.value('optimizer'), loss: read.value('loss'), metrics: read.value('metrics') };
  read.done();
  register(customObjects);
  const { artifacts, leftOut } = await readCheckpoint('loadModel', path);
  const model = await build(artifacts, nameOf(path));
  try {
    // What cannot be had of a file of Keras is how training goes on.
    if (compile) for (const what of leftOut) console.warn(`loadModel: ${nameOf(path)}: ${readable(what)}`);
    if (compile) await prepareTraining(model, artifacts, training, nameOf(path));
  } catch (error) {
    // One that was made here is nobody's then.
    if (training.optimizer === undefined) model.optimizer?.dispose();
    model.dispose();
    throw error;
  }
  noteLoadedFrom(model, path);
  return model;
}

function register(customObjects: NonNullable<LoadModelOptions['customObjects']>): void {
  for (const [name, one] of Object.entries(customObjects)) {
    if (typeof one?.fromConfig !== 'function') {
      throw new TypeError(
        `loadModel: option \`customObjects\` has no class under \`${name}\`. Pass { ${name}: class }.`,
      );
    }
    serialization.SerializationMap.getMap().classNameMap[name] = [one, one.fromConfig];
  }
}

async function build(artifacts: io.ModelArtifacts, where: string): Promise<LayersModel> {
  if (!artifacts.modelTopology) {
    throw new Error(`loadModel: ${where} holds weights only. Build the model, and pass it to loadWeights().`);
  }
  const { trainingConfig: _, userDefinedMetadata, ...uncompiled } = artifacts;
  const metadata = usersMetadata(userDefinedMetadata);
  try {
    checkCalls(artifacts.modelTopology);
    return await loadLayersModel(io.fromMemory({ ...uncompiled, ...(metadata && { userDefinedMetadata: metadata }) }));
  } catch (cause) {
    throw new Error(`loadModel: the model in ${where} cannot be built (${reasonOf(cause)}). ${remedyFor(cause)}`, {
      cause,
    });
  }
}
