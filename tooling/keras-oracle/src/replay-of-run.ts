import { type Callback, CallbackList } from '@tensorflow/tfjs-layers';
import { blockFolder } from './block-folder.js';
import type { Moment, OneWeightModel } from './one-weight-model.js';
import { decode, type PlannedEpoch, type PlannedRun } from './scenario.js';

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
  /** The state after each batch. */
  batches: State[];
  /** What the callback added to the logs. */
  added: Record<string, unknown>;
  learningRate: number;
  stopTraining: boolean;
}

/** Takes over what is printed and warned about from here on. */
export type Listen = (print: (line: string) => void, warn: (message: string) => void) => void;

type Metrics = Record<string, unknown> | null;

/** One fit: calls the hooks in the order in which TensorFlow.js does, and takes down what became of them. */
export class ReplayOfRun<State> {
  readonly observed: ReplayedRun<State>;
  /** Where it is, in the recorder's words. */
  at: string;
  readonly #run: number;
  readonly #planned: PlannedRun;
  readonly #list: CallbackList;
  readonly #held: OneWeightModel;
  readonly #state: () => State;
  readonly #folder: string | undefined;

  constructor(
    run: number,
    planned: PlannedRun,
    callback: Callback,
    held: OneWeightModel,
    state: () => State,
    folder: string | undefined,
  ) {
    this.observed = { epochs: [], stdout: [], warnings: [], weights: { run, epoch: -1 } };
    this.at = `run${run}`;
    this.#run = run;
    this.#planned = planned;
    this.#held = held;
    this.#state = state;
    this.#folder = folder;
    this.#list = new CallbackList([callback]);
    this.#list.setParams({ metrics: namesIn(planned.epochs), initialEpoch: planned.initial_epoch });
    this.#list.setModel(held.model);
  }

  async play(listen: Listen): Promise<void> {
    const { stdout, warnings } = this.observed;
    // Python's print ends a line, so a message that starts with a newline is two lines.
    listen(
      (message) => stdout.push(...message.split('\n')),
      (message) => warnings.push(message),
    );
    const { initial_epoch, set_learning_rate, epochs } = this.#planned;
    if (set_learning_rate !== undefined) this.#held.learningRate = set_learning_rate;
    await this.#list.onTrainBegin();
    this.#held.model.stopTraining = false;
    for (const [index, planned] of epochs.entries()) {
      await this.#epoch(initial_epoch + index, planned);
      if (this.#held.model.stopTraining) break;
    }
    await this.#list.onTrainEnd();
    this.observed.weights = this.#held.weights;
  }

  async #epoch(epoch: number, planned: PlannedEpoch): Promise<void> {
    const { logs, count } = decoded(planned.logs);
    const batches: State[] = [];
    const unblock = planned.save_raises && this.#folder ? blockFolder(this.#folder) : () => {};
    try {
      this.at = `run${this.#run}.epoch${epoch}`;
      await this.#list.onEpochBegin(epoch);
      this.#held.weights = { run: this.#run, epoch };
      for (const [batch, metrics] of (planned.batches ?? []).entries()) {
        this.at = `run${this.#run}.epoch${epoch}.batch${batch}`;
        await this.#batch(batch, metrics, batches);
        if (this.#held.model.stopTraining) break;
      }
      this.at = `run${this.#run}.epoch${epoch}`;
      await this.#list.onEpochEnd(epoch, logs);
    } finally {
      unblock();
      const added = Object.fromEntries(Object.entries(logs).slice(count));
      const { learningRate, model } = this.#held;
      const { stopTraining } = model;
      this.observed.epochs.push({ state: this.#state(), batches, added, learningRate, stopTraining });
    }
  }

  async #batch(batch: number, metrics: Metrics, states: State[]): Promise<void> {
    const counters = { batch, size: 1 };
    try {
      await this.#list.onBatchBegin(batch, counters);
      await this.#list.onBatchEnd(batch, { ...counters, ...decoded(metrics).logs });
    } finally {
      states.push(this.#state());
    }
  }
}

function decoded(metrics: Metrics) {
  const fed = Object.entries(metrics ?? {}).map(([name, value]) => [name, decode(value)]);
  return { logs: Object.fromEntries(fed), count: fed.length };
}

function namesIn(epochs: readonly PlannedEpoch[]): string[] {
  return [...new Set(epochs.flatMap(({ logs }) => Object.keys(logs ?? {})))];
}
