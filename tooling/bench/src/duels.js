// @ts-check
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { Callback as Base } from '@cb/core';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { cosineDecay, LearningRateScheduler } from '@cb/lr-scheduler';
import { TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';
import { callbacks } from '@tensorflow/tfjs-layers';
import { tfjsNode } from './tfjs-node.js';

/** @typedef {import('@tensorflow/tfjs-layers').Callback} Callback */

/**
 * A callback of ours, and the same one of others.
 * @typedef {object} Duel
 * @property {string} name
 * @property {string} [keras] its name in src/keras_hooks.py, if Keras has it
 * @property {number} share of an epoch that ours may take, in per cent
 * @property {() => Callback} ours
 * @property {Record<string, () => Callback>} [peers] others for TensorFlow.js
 * @property {string} [missedBecause] why it takes more
 */

const WAITS_FOR_DISK =
  "It is the time in which the disk answers `fsync`, which Keras does not wait for; ModelCheckpoint's `async: true` takes it out of the hook.";

const CHECKS_AND_SYNCS =
  'Ours downloads the metrics, which Keras has done before its hooks; looks whether somebody else has changed the file; and ' +
  'starts the `fsync` of the row, for which each hook gives the event loop a turn until it is over. A shorter way through hooks ' +
  'and to the metrics would narrow it.';
const STILL_MAKES_FILE =
  'The HDF5 library makes the file on the main thread, and each hook gives the event loop a turn until it is written.';
const ON_THE_WAY =
  'Its hooks give the event loop a turn every 50 ms, which Keras does not: each takes 50 µs and more, and what waits for a ' +
  'turn, such as a collection of garbage, is done in it. The rest is read from a clock, a few microseconds a batch.';
const TURNS =
  'An empty callback takes most of it: in the turns that the event loop is given, V8 collects garbage, that of the training.';
const READS =
  'Besides the turns of the event loop, which an empty callback has too, the downloads of the two metrics of each batch begin ' +
  'in its hook. To keep a tensor for later takes longer than to read it; the points are encoded many at once.';

/** What the base class takes by itself. */
class Empty extends Base {}

/**
 * @param {string} folder
 * @param {string} backend
 * @returns {Duel[]}
 */
export function duels(folder, backend) {
  let runs = 0;
  const run = () => join(folder, `run-${runs++}`);
  const watch = { monitor: 'loss', patience: 1000 };
  const cosine = cosineDecay({ initialLearningRate: 1e-3, decaySteps: 1000 });
  const checkpoint = (/** @type {import('@cb/checkpoint').ModelCheckpointOptions} */ options) =>
    new ModelCheckpoint(join(folder, 'model.weights.h5'), { saveWeightsOnly: true, ...options });
  /** @param {'epoch' | 'batch'} updateFreq @returns {Record<string, () => Callback>} */
  const node = (updateFreq) =>
    backend === 'tensorflow' ? { 'tf.node.tensorBoard': () => tfjsNode().tensorBoard(run(), { updateFreq }) } : {};
  return [
    { name: 'an empty callback', share: 1, ours: () => new Empty(), missedBecause: TURNS },
    {
      name: 'EarlyStopping',
      keras: 'EarlyStopping',
      share: 1,
      ours: () => new EarlyStopping(watch),
      peers: { 'tf.callbacks.earlyStopping': () => callbacks.earlyStopping(watch) },
      missedBecause: ON_THE_WAY,
    },
    {
      name: 'EarlyStopping, restoreBestWeights',
      keras: 'RestoreBestWeights',
      share: 1,
      ours: () => new EarlyStopping({ ...watch, restoreBestWeights: true }),
      missedBecause: ON_THE_WAY,
    },
    {
      name: 'ReduceLROnPlateau',
      keras: 'ReduceLROnPlateau',
      share: 1,
      ours: () => new ReduceLROnPlateau(watch),
      missedBecause: ON_THE_WAY,
    },
    {
      name: 'LearningRateScheduler',
      keras: 'LearningRateScheduler',
      share: 1,
      ours: () => new LearningRateScheduler((_epoch, rate) => rate),
      missedBecause: ON_THE_WAY,
    },
    {
      name: 'LearningRateScheduler, by batch',
      share: 1,
      ours: () => new LearningRateScheduler(cosine, { interval: 'batch' }),
      missedBecause: ON_THE_WAY,
    },
    {
      name: 'TerminateOnNaN',
      keras: 'TerminateOnNaN',
      share: 2,
      ours: () => new TerminateOnNaN(),
      missedBecause:
        'It reads the loss of each batch from the device, about half of its time, where Keras gets it as a number; and its ' +
        'hooks give the event loop a turn every 50 ms, in 50 µs and more.',
    },
    {
      name: 'CSVLogger',
      keras: 'CSVLogger',
      share: 1,
      ours: () => new CSVLogger(`${run()}.csv`),
      missedBecause: CHECKS_AND_SYNCS,
    },
    {
      name: 'ModelCheckpoint',
      keras: 'ModelCheckpoint',
      share: 1,
      ours: () => checkpoint({}),
      missedBecause: WAITS_FOR_DISK,
    },
    {
      name: 'ModelCheckpoint, async',
      keras: 'ModelCheckpoint',
      share: 1,
      ours: () => checkpoint({ async: true }),
      missedBecause: STILL_MAKES_FILE,
    },
    {
      name: 'TensorBoard, by epoch',
      keras: 'TensorBoardEpoch',
      share: 1,
      ours: () => new TensorBoard({ logDir: run() }),
      peers: node('epoch'),
      missedBecause: TURNS,
    },
    {
      name: 'TensorBoard, by batch',
      keras: 'TensorBoardBatch',
      share: 2,
      ours: () => new TensorBoard({ logDir: run(), updateFreq: 'batch' }),
      peers: node('batch'),
      missedBecause: READS,
    },
  ];
}
