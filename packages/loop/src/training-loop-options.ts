import { combine, OptionReader, optionError, show } from '@cb/core';
import type { Callback, CustomCallbackArgs, LayersModel } from '@tensorflow/tfjs-layers';
import { EpochAverages } from './epoch-averages.js';
import type { VariableModel } from './variable-model.js';

export interface TrainingLoopOptions {
  /** What is trained, with its optimizer: a LayersModel, or a `VariableModel` for variables of your own. */
  model: LayersModel | VariableModel;

  /**
   * The epoch to end before, counted from 0: as for `fit`, `initialEpoch` is not added.
   * @defaultValue `1`
   */
  epochs?: number | undefined;

  /**
   * Batches of an epoch. Without it an epoch lasts until you leave it by `break`.
   * @defaultValue none
   */
  batchesPerEpoch?: number | undefined;

  /**
   * Samples of a batch that logs no `size`.
   * @defaultValue not known: such a batch counts as one sample in the averages of an epoch
   */
  batchSize?: number | undefined;

  /**
   * The epoch to begin with, counted from 0.
   * @defaultValue `0`
   */
  initialEpoch?: number | undefined;

  /**
   * The batch to begin with in the first epoch, counted from 0. The batches before are yours to skip in the data.
   * @defaultValue `0`
   */
  initialBatch?: number | undefined;

  /**
   * Every name that will be logged, `val_` ones included, so that callbacks can say before training what will not come.
   * Any other name is an error then.
   * @defaultValue none: names are not checked
   */
  metrics?: readonly string[] | undefined;

  /**
   * Instances, or plain objects with hooks.
   * @defaultValue none
   */
  callbacks?: readonly (Callback | CustomCallbackArgs)[] | undefined;

  /**
   * The averages of an epoch, where a backup keeps them so that a run goes on in the middle of one.
   * @defaultValue its own
   */
  averages?: EpochAverages | undefined;
}

/** The options as they were read. */
export interface LoopPlan {
  model: LayersModel;
  epochs: number;
  batchesPerEpoch: number | undefined;
  batchSize: number | undefined;
  initialEpoch: number;
  initialBatch: number;
  metrics: readonly string[] | undefined;
  /** The averages come first, as in `fit`. */
  callbacks: readonly Callback[];
}

const EPOCHS = 'a whole number of epochs';
const BATCHES = 'a whole number of batches';

/** @throws RangeError or TypeError for an option that cannot work */
export function readOptions(options: TrainingLoopOptions): LoopPlan {
  const read = new OptionReader('TrainingLoop', options, '{ model, epochs: 10 }');
  const plan = {
    model: readModel(read.value('model')),
    epochs: read.whole('epochs', 1, { min: 1, meaning: `${EPOCHS}, 1 or more` }),
    batchesPerEpoch: read.whole('batchesPerEpoch', undefined, { min: 1, meaning: `${BATCHES}, 1 or more` }),
    batchSize: read.whole('batchSize', undefined, { min: 1, meaning: 'a whole number of samples, 1 or more' }),
    initialEpoch: read.whole('initialEpoch', 0, { min: 0, meaning: `${EPOCHS}, 0 or more` }),
    initialBatch: read.whole('initialBatch', 0, { min: 0, meaning: `${BATCHES}, 0 or more` }),
    metrics: read.has('metrics') ? readMetricNames(read.copy('metrics')) : undefined,
    callbacks: [
      read.has('averages') ? readAverages(read.value('averages')) : new EpochAverages(),
      ...(read.has('callbacks') ? readCallbacks(read.copy('callbacks')) : []),
    ],
  };
  read.done();
  const { batchesPerEpoch = Number.POSITIVE_INFINITY, initialBatch } = plan;
  if (initialBatch > batchesPerEpoch) {
    const remedy = `An epoch has ${batchesPerEpoch}. Pass the \`batchesPerEpoch\` of the run that is gone on with.`;
    throw optionError('TrainingLoop', 'initialBatch', initialBatch, remedy);
  }
  return plan;
}

function readModel(model: unknown): LayersModel {
  if (!Array.isArray((model as Partial<LayersModel> | undefined)?.weights)) {
    const remedy = 'Pass a LayersModel, or new VariableModel({ variables, optimizer }).';
    throw optionError('TrainingLoop', 'model', model, remedy, TypeError);
  }
  const { optimizer } = model as LayersModel;
  if (optimizer) return model as LayersModel;
  throw new TypeError('TrainingLoop: the model has no optimizer. Call model.compile() with the one that trains it.');
}

function readMetricNames(metrics: unknown): readonly string[] {
  const isName = (name: unknown) => typeof name === 'string' && name !== '';
  if (Array.isArray(metrics) && metrics.every(isName)) return metrics;
  throw optionError('TrainingLoop', 'metrics', metrics, "Pass names, such as ['loss', 'val_loss'].", TypeError);
}

function readCallbacks(callbacks: unknown): Callback[] {
  if (Array.isArray(callbacks)) return combine(callbacks);
  throw optionError('TrainingLoop', 'callbacks', callbacks, 'Pass an array of callbacks.', TypeError);
}

function readAverages(averages: unknown): EpochAverages {
  const { getState } = (averages ?? {}) as Partial<EpochAverages>;
  const isOurs = typeof getState === 'function' && getState.call(averages).values?.callback === 'EpochAverages';
  if (isOurs) return averages as EpochAverages;
  throw new TypeError(`TrainingLoop: option \`averages\` is ${show(averages)}. Pass new EpochAverages().`);
}
