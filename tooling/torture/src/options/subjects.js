import { join } from 'node:path';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { objectStore } from '@cb/checkpoint-store';
import { CSVLogger } from '@cb/csv-logger';
import { EarlyStopping } from '@cb/early-stopping';
import { SwapEMAWeights } from '@cb/ema';
import { EpochAverages, TrainingLoop, VariableModel } from '@cb/loop';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import * as lr from '@cb/lr-scheduler';
import { Bars, ProgbarLogger } from '@cb/progress';
import { SweepReporter } from '@cb/sweep';
import { SummaryWriter, TensorBoard } from '@cb/tensorboard';
import { TerminateOnNaN } from '@cb/terminate-on-nan';
import { train as optimizers, variable, zeros } from '@cb-tooling/backend/tf';
import { train } from '../saves/toy-training.js';

/**
 * What the options are made for: a directory of its own, a model, and what stays of it.
 *
 * @typedef {object} Scene
 * @property {string} directory
 * @property {ReturnType<typeof import('../saves/toy-training.js').toyModel>} model
 */

/**
 * Something published that takes options.
 *
 * @typedef {object} Subject
 * @property {string} name as its errors begin
 * @property {readonly string[]} [others] that may say what is wrong instead
 * @property {(options: any, scene: Scene) => unknown} make
 * @property {(scene: Scene) => Record<string, unknown>} [needs] options that must be there
 * @property {((scene: Scene) => Record<string, unknown>)[]} good all options with a value that is right, in sets of what
 *   goes together, without those above
 * @property {(argument: any, scene: Scene) => unknown} [makeOf] of what stands before the options
 * @property {(made: any, scene: Scene) => void | Promise<void>} use
 */

const fit = async (/** @type {object} */ callback, /** @type {Scene} */ { model }) => {
  await train(model, { epochs: 2, callbacks: [callback] });
};

const fitWith = (/** @type {import('@cb/lr-scheduler').Schedule} */ schedule, /** @type {Scene} */ scene) =>
  fit(new lr.LearningRateScheduler(schedule), scene);

const samples = (/** @type {number} */ width) => zeros([8, width]);

const MONITOR = { monitor: 'loss', mode: 'min', verbose: 1, strict: true };

/** @type {readonly Subject[]} */
export const SUBJECTS = [
  {
    name: 'EarlyStopping',
    make: (options) => new EarlyStopping(options),
    good: [
      () => ({
        ...{ ...MONITOR, minDelta: 0, patience: 1, baseline: 9, restoreBestWeights: true, startFromEpoch: 0 },
        ...{ checkFinite: true, stoppingThreshold: -1, divergenceThreshold: 9 },
      }),
    ],
    use: fit,
  },
  {
    name: 'ReduceLROnPlateau',
    make: (options) => new ReduceLROnPlateau(options),
    good: [
      () => ({ ...MONITOR, factor: 0.5, patience: 1, minDelta: 0, cooldown: 1, minLr: 0, restoreBestWeights: true }),
    ],
    use: fit,
  },
  {
    name: 'ModelCheckpoint',
    make: (options, { directory }) => new ModelCheckpoint(join(directory, 'checkpoints', '{epoch}'), options),
    makeOf: (path) => new ModelCheckpoint(path),
    good: [
      () => ({
        ...{ ...MONITOR, saveBestOnly: true, saveWeightsOnly: true, period: 1, saveFreq: 'epoch', saveTopK: 2 },
        ...{ initialValueThreshold: 9, saveLast: true, saveOnInterrupt: true, async: true, onError: 'throw' },
      }),
      () => ({ trainTimeInterval: 1 }),
      () => ({ keepLast: 2 }),
    ],
    use: fit,
  },
  {
    name: 'BackupAndRestore',
    make: (options, { directory }) => new BackupAndRestore(join(directory, 'backup'), options),
    makeOf: (path) => new BackupAndRestore(path),
    good: [() => ({ saveFreq: 'epoch', callbacks: [new EarlyStopping()], deleteCheckpoint: false })],
    use: fit,
  },
  {
    name: 'CSVLogger',
    make: (options, { directory }) => new CSVLogger(join(directory, 'log.csv'), options),
    makeOf: (path) => new CSVLogger(path),
    good: [() => ({ separator: ';', append: true, onError: 'throw' })],
    use: fit,
  },
  {
    name: 'TensorBoard',
    make: (options) => new TensorBoard(options),
    needs: ({ directory }) => ({ logDir: join(directory, 'logs') }),
    good: [
      ({ model }) => ({
        ...{ histogramFreq: 1, batchSize: 4, writeGraph: true, writeGrads: true, writeImages: true, embeddingsFreq: 1 },
        ...{ embeddingsLayerNames: [model.layers[0]?.name], embeddingsData: [samples(4)], updateFreq: 'epoch' },
        embeddingsMetadata: { [String(model.layers[0]?.name)]: { label: ['1', '2', '3', '4', '5', '6', '7', '8'] } },
        ...{ writeStepsPerSecond: true, hparams: { units: 6, name: 'a' }, gradsData: [samples(4), samples(1)] },
        ...{ strict: true },
      }),
    ],
    use: fit,
  },
  {
    name: 'LearningRateScheduler',
    make: (options) => new lr.LearningRateScheduler((_step, rate) => rate / 2, options),
    makeOf: (schedule) => new lr.LearningRateScheduler(schedule),
    good: [() => ({ verbose: 1, interval: 'batch', keepReductions: true })],
    use: fit,
  },
  {
    name: 'TerminateOnNaN',
    make: (options) => new TerminateOnNaN(options),
    good: [() => ({ raiseError: true, restoreLastFinite: true, checkFreq: 'epoch' })],
    use: fit,
  },
  {
    name: 'SwapEMAWeights',
    make: (options) => new SwapEMAWeights(options),
    good: [
      () => ({
        ...{ swapOnEpoch: true, emaMomentum: 0.9, emaOverwriteFrequency: 2, batchSize: 4 },
        evaluate: [samples(4), samples(1)],
      }),
    ],
    use: fit,
  },
  {
    name: 'ProgbarLogger',
    make: (options) => new ProgbarLogger(options),
    good: [() => ({ name: 'a', verbose: 2, bars: new Bars({ stream: { write: () => true } }) })],
    use: fit,
  },
  {
    name: 'Bars',
    make: (options) => new Bars(options),
    good: [() => ({ stream: { write: () => true } })],
    use: () => {},
  },
  {
    name: 'SummaryWriter',
    others: ['TensorBoard'],
    make: (options, { directory }) => new SummaryWriter(join(directory, 'logs'), options),
    makeOf: (place) => new SummaryWriter(place),
    good: [() => ({ flushEveryMs: 1000 })],
    use: async (writer) => {
      writer.scalar('a', 1, 0);
      await writer.close();
    },
  },
  {
    name: 'TrainingLoop',
    others: ['combine'],
    make: (options) => new TrainingLoop(options),
    needs: ({ model }) => ({ model }),
    good: [
      () => ({
        ...{ epochs: 2, batchesPerEpoch: 2, batchSize: 4, initialEpoch: 0, initialBatch: 0, metrics: ['loss'] },
        ...{ callbacks: [new EarlyStopping({ monitor: 'loss' })], averages: new EpochAverages() },
      }),
    ],
    use: () => {},
  },
  {
    name: 'VariableModel',
    make: (options) => new VariableModel(options),
    needs: () => ({ variables: { slope: variable(zeros([1])) }, optimizer: optimizers.sgd(0.1) }),
    good: [],
    use: () => {},
  },
  {
    name: 'SweepReporter',
    make: (options) => new SweepReporter(/** @type {never} */ ({ report: () => {}, metric: 'loss' }), options),
    makeOf: (context) => new SweepReporter(context),
    good: [() => ({ monitor: 'loss', strict: true, verbose: 1 })],
    use: () => {},
  },
  {
    name: 'objectStore',
    make: (options) => objectStore('s3', { bucket: 'models' }, options),
    makeOf: (scheme) => objectStore(scheme, {}),
    good: [() => ({ retries: 8, timeoutMs: 60_000, singleWriter: true })],
    use: () => {},
  },
  ...schedules(),
];

/** @returns {Subject[]} */
function schedules() {
  const all = /** @type {const} */ ([
    [lr.exponentialDecay, { initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }, { staircase: true }],
    [lr.cosineDecay, { initialLearningRate: 0.1, decaySteps: 10 }, { alpha: 0.1, warmupTarget: 0.2, warmupSteps: 5 }],
    [lr.cosineDecayRestarts, { initialLearningRate: 0.1, firstDecaySteps: 10 }, { tMul: 2, mMul: 1, alpha: 0 }],
    [lr.inverseTimeDecay, { initialLearningRate: 0.1, decaySteps: 10, decayRate: 0.5 }, { staircase: true }],
    [lr.polynomialDecay, { initialLearningRate: 0.1, decaySteps: 10 }, { power: 2, cycle: true, endLearningRate: 0 }],
    [lr.piecewiseConstantDecay, { boundaries: [1, 2], values: [0.3, 0.2, 0.1] }, {}],
    [lr.stepDecay, { initialLearningRate: 0.1, stepSize: 10 }, { gamma: 0.5 }],
    [
      lr.oneCycle,
      { maxLearningRate: 0.1, totalSteps: 10 },
      { pctStart: 0.3, annealStrategy: 'cos', divFactor: 25, finalDivFactor: 1e4, threePhase: true },
    ],
  ]);
  return all.map(([schedule, needs, more]) => ({
    name: schedule.name,
    make: (options) => schedule(options),
    needs: () => structuredClone(needs),
    good: [() => ({ ...more })],
    others: ['LearningRateScheduler'],
    use: fitWith,
  }));
}
