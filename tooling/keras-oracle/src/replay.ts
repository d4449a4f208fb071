import { type Callback, CallbackList } from '@tensorflow/tfjs-layers';
import { type Moment, OneWeightModel } from './one-weight-model.js';
import { decode, type Scenario } from './scenario.js';

/** What our callback did in one fit. */
export interface ReplayedRun<State> {
  epochs: ReplayedEpoch<State>[];
  stdout: string[];
  warnings: string[];
  /** The moment from which the weights come that the model has after training. */
  weights: Moment;
}

export interface ReplayedEpoch<State> {
  state: State;
  /** What the callback added to the logs. */
  added: Record<string, unknown>;
  learningRate: number;
  stopTraining: boolean;
}

/** Takes over what is printed and warned about from here on. */
export type Listen = (print: (line: string) => void, warn: (message: string) => void) => void;

/**
 * Feeds the metrics of a scenario to a callback, through TensorFlow.js's own list of callbacks and a real model, until
 * they end or the callback stops training.
 *
 * @param stateOf what to observe of the callback after each epoch
 * @returns one entry for each fit
 */
export async function replay<Replayed extends Callback, State>(
  { optimizer, runs }: Scenario,
  callback: Replayed,
  stateOf: (callback: Replayed) => State,
  listen: Listen,
): Promise<ReplayedRun<State>[]> {
  const held = new OneWeightModel(optimizer);
  const replayed: ReplayedRun<State>[] = [];
  for (const [run, planned] of runs.entries()) {
    const observed: ReplayedRun<State> = { epochs: [], stdout: [], warnings: [], weights: { run, epoch: -1 } };
    replayed.push(observed);
    listen(
      // Python's print ends a line, so a message that starts with a newline is two lines.
      (message) => observed.stdout.push(...message.split('\n')),
      (message) => observed.warnings.push(message),
    );
    if (planned.set_learning_rate !== undefined) held.learningRate = planned.set_learning_rate;
    const list = new CallbackList([callback]);
    list.setParams({ metrics: namesIn(planned.epochs), initialEpoch: planned.initial_epoch });
    list.setModel(held.model);
    await list.onTrainBegin();
    held.model.stopTraining = false;
    for (const [index, { logs: metrics }] of planned.epochs.entries()) {
      const epoch = planned.initial_epoch + index;
      await list.onEpochBegin(epoch);
      held.weights = { run, epoch };
      const fed = Object.entries(metrics ?? {}).map(([name, value]) => [name, decode(value)]);
      const logs = Object.fromEntries(fed);
      await list.onEpochEnd(epoch, logs);
      const added = Object.fromEntries(Object.entries(logs).slice(fed.length));
      const { learningRate, model } = held;
      observed.epochs.push({ state: stateOf(callback), added, learningRate, stopTraining: model.stopTraining });
      if (model.stopTraining) break;
    }
    await list.onTrainEnd();
    observed.weights = held.weights;
  }
  return replayed;
}

function namesIn(epochs: Scenario['runs'][number]['epochs']): string[] {
  return [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs ?? {})))];
}
