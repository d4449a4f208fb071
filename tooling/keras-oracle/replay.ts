import { fill, SGDOptimizer } from '@tensorflow/tfjs-core';
import { type Callback, CallbackList, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';

type Json = Record<string, unknown>;

/** Which fit, and which epoch of it, both counted from 0. */
export interface Moment {
  run: number;
  epoch: number;
}

interface RecordedRun {
  initial_epoch: number;
  set_learning_rate?: number;
  epochs: { epoch: number; logs: Json | null; expected: Json; stdout: string[] }[];
  train_end?: Json & { stdout: string[] };
}

/** One recorded case: what Keras was given, and what it did. */
export interface Trace {
  id: string;
  /** The Keras version that was recorded. */
  oracle: string;
  options: Json;
  optimizer?: { initial_learning_rate: number; dtype: string };
  recommended: { verdict: string; stdout: boolean; why: string[] };
  rounding: string[];
  error: { at: string; type: string; message: string } | null;
  runs: RecordedRun[];
}

/** What our callback did in one fit. */
export interface ReplayedRun<State> {
  epochs: { state: State; logs: Json; learningRate: number; stopTraining: boolean }[];
  stdout: string[];
  /** The moment from which the weights come that the model has after training. */
  weights: Moment;
}

/**
 * Reads JSON's spelling of what JSON cannot hold: `"NaN"`, `"Infinity"`, `"-Infinity"`.
 */
export function decode(value: unknown): unknown {
  return typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value) ? Number(value) : value;
}

/**
 * Keras's options under TensorFlow.js's names: `min_delta` is `minDelta`. An option that is `None` is left out.
 */
export function optionsOf<Options>({ options }: Trace): Options {
  const present = Object.entries(options).filter(([, value]) => value !== null);
  const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(present.map(([name, value]) => [camelCase(name), decode(value)])) as Options;
}

/**
 * Feeds the metrics of a recorded case to a callback, through TensorFlow.js's own list of callbacks and a real model,
 * whose weights say which epoch of which fit they come from.
 *
 * @param stateOf what to observe of the callback after each epoch
 * @param listen hands over where printed lines go
 * @returns one entry for each fit
 */
export async function replay<Replayed extends Callback, State>(
  trace: Trace,
  callback: Replayed,
  stateOf: (callback: Replayed) => State,
  listen: (print: (line: string) => void) => void,
): Promise<ReplayedRun<State>[]> {
  const model = oneWeightModel(trace.optimizer);
  const runs: ReplayedRun<State>[] = [];
  for (const [run, recorded] of trace.runs.entries()) {
    const observed: ReplayedRun<State> = { epochs: [], stdout: [], weights: { run, epoch: -1 } };
    runs.push(observed);
    // Python's print ends a line, so a message that starts with a newline is two lines.
    listen((message) => observed.stdout.push(...message.split('\n')));
    if (recorded.set_learning_rate !== undefined) rateOf(model).setLearningRate(recorded.set_learning_rate);
    const list = new CallbackList([callback]);
    const names = recorded.epochs.flatMap(({ logs }) => Object.keys(logs ?? {}));
    list.setParams({ metrics: [...new Set(names)], initialEpoch: recorded.initial_epoch });
    list.setModel(model);
    await list.onTrainBegin();
    model.stopTraining = false;
    for (const { epoch, logs: recordedLogs } of recorded.epochs) {
      await list.onEpochBegin(epoch);
      mark(model, { run, epoch });
      const fed = Object.entries(recordedLogs ?? {}).map(([name, value]) => [name, decode(value)]);
      const logs = Object.fromEntries(fed);
      await list.onEpochEnd(epoch, logs);
      const { stopTraining } = model;
      const state = stateOf(callback);
      observed.epochs.push({ state, logs, learningRate: rateOf(model).learningRate, stopTraining });
      if (stopTraining) break;
    }
    await list.onTrainEnd();
    observed.weights = markOf(model);
  }
  return runs;
}

/** Stores its rate in single precision, as Keras's variables do. */
class Float32SGD extends SGDOptimizer {
  override setLearningRate(rate: number): void {
    super.setLearningRate(Math.fround(rate));
  }
}

function oneWeightModel(optimizer = { initial_learning_rate: 0.01, dtype: 'float64' }): LayersModel {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], useBias: false })] });
  const Optimizer = optimizer.dtype === 'float32' ? Float32SGD : SGDOptimizer;
  model.compile({ optimizer: new Optimizer(optimizer.initial_learning_rate), loss: 'meanSquaredError' });
  return model;
}

function rateOf(model: LayersModel): { learningRate: number; setLearningRate(rate: number): void } {
  return model.optimizer as never;
}

const EPOCHS_A_RUN = 1000;

function mark(model: LayersModel, { run, epoch }: Moment): void {
  model.setWeights([fill([1, 1], run * EPOCHS_A_RUN + epoch)]);
}

function markOf(model: LayersModel): Moment {
  const marked = model.getWeights()[0]?.dataSync()[0] as number;
  return { run: Math.floor(marked / EPOCHS_A_RUN), epoch: marked % EPOCHS_A_RUN };
}
