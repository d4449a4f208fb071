import '@cb-tooling/backend';
import { expect, test } from 'vitest';
import { BestWeights, Callback, type CallbackState, type Logs, Monitor, readMetrics } from '../src/index.js';
import { faultOf, Good } from './rules.js';

const exchange = 'its state, exchanged between any two epochs, changes nothing';

/** Goes back to the weights of the best epoch. */
class Restorer extends Callback {
  readonly #monitor: Monitor;
  readonly #weights = new BestWeights(true);
  #best: number | undefined;

  constructor(metric = 'loss') {
    super();
    this.#monitor = new Monitor(metric, metric.endsWith('loss') ? 'min' : 'max');
  }

  get best() {
    return this.#best;
  }

  override async onEpochEnd(_epoch: number, logs?: Logs) {
    const { [this.#monitor.metric]: value = Number.NaN } = await readMetrics(logs);
    if (!this.#monitor.improved(value, this.#best)) return;
    this.#best = value;
    this.#weights.keep(this.model);
  }

  override async onTrainEnd() {
    this.#weights.restore();
  }

  override dispose() {
    this.#weights.dispose();
  }

  protected override saveState(): CallbackState {
    return { values: { best: this.#best ?? null }, ...this.#weights.save() };
  }

  protected override loadState({ values, weights }: CallbackState) {
    this.#best = (values.best as number | null) ?? undefined;
    this.#weights.resume(this.model, weights);
  }
}

test('a callback that saves its weights passes', async () => {
  expect(await faultOf(exchange, () => new Restorer())).toBeUndefined();
});

test('a callback that finds its weights in the model passes', async () => {
  /** Goes back one epoch. */
  class OneBack extends Callback {
    readonly #last = new BestWeights(true);
    readonly #lastButOne = new BestWeights(true);
    override async onEpochEnd() {
      this.#lastButOne.resume(this.model, this.#last.save().weights);
      this.#last.keep(this.model);
    }
    override async onTrainEnd() {
      this.#lastButOne.restore();
    }
    override dispose() {
      this.#last.dispose();
      this.#lastButOne.dispose();
    }
    protected override loadState() {
      this.#last.keep(this.model);
    }
  }
  expect(await faultOf(exchange, () => new OneBack())).toBeUndefined();
});

test('a callback that stops training passes', async () => {
  class Stopper extends Good {
    override async onEpochEnd(epoch: number, logs?: Logs) {
      await super.onEpochEnd(epoch, logs);
      if (epoch === 3) this.model.stopTraining = true;
    }
  }
  expect(await faultOf(exchange, () => new Stopper())).toBeUndefined();
});

test('a value that is left out of the state', async () => {
  class Faulty extends Good {
    protected override saveState() {
      return { values: { epochs: 0 } };
    }
  }
  expect(await faultOf(exchange, () => new Faulty())).toMatch(
    /^Taken over after epoch 1 it went .*"state":{"epochs":7}.*, in one piece .*"state":{"epochs":8}/,
  );
});

test.each(['loss', 'val_loss', 'acc', 'val_acc'])('a best %s that is left out of the state', async (metric) => {
  class Faulty extends Restorer {
    protected override saveState() {
      return { ...super.saveState(), values: {} };
    }
  }
  expect(await faultOf(exchange, () => new Faulty(metric))).toMatch(/^Taken over after epoch 6 it went/);
});

test('weights that are left out of the state', async () => {
  class Faulty extends Restorer {
    protected override saveState() {
      return { values: super.saveState().values };
    }
  }
  expect(await faultOf(exchange, () => new Faulty())).toMatch(
    /^Taken over after epoch 6 it went .*"weights":\[7,7\].*, in one piece .*"weights":\[5,5\]/,
  );
});
