import '@cb-tooling/backend';
import { scalar, type Tensor } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { Callback, type Logs, readMetrics } from '../src/index.js';
import { callbackContract, compiledModel } from '../src/testing.js';
import { faultOf, Good } from './rules.js';

test('the contract has thirteen rules', () => {
  expect(callbackContract(() => new Good(), compiledModel).map(({ name }) => name)).toEqual([
    'fit accepts it alone, in an array and by way of tf.CallbackList',
    'fitDataset accepts it',
    'a second copy of tfjs-layers is an error that names the remedy',
    'it leaves the metrics in logs as it found them',
    'one instance serves several fits',
    'many epochs leave as many tensors as one',
    'dispose() releases everything after training threw',
    'the next onTrainBegin releases everything after training threw',
    'its state, exchanged between any two epochs, changes nothing',
    'an unknown option is an error that names it',
    'a monitor that does not come is one warning, with strict an error',
    'nothing that it started is at work when onTrainEnd resolves',
    'timers run while fit is training',
  ]);
});

describe('a callback that keeps the contract', () => {
  for (const rule of callbackContract((options) => new Good(options), compiledModel)) test(rule.name, rule.check);
});

describe('each rule catches the callback that breaks it', () => {
  const acceptedByFit = 'fit accepts it alone, in an array and by way of tf.CallbackList';
  const severalFits = 'one instance serves several fits';
  const noTensors = 'many epochs leave as many tensors as one';
  const nextRun = 'the next onTrainBegin releases everything after training threw';
  const noTensorsAfterThrow = 'dispose() releases everything after training threw';

  test('a hook that does not bear a fit', async () => {
    class Faulty extends Good {
      override async onBatchEnd() {
        throw new Error('hook failed');
      }
    }
    expect(await faultOf(acceptedByFit, () => new Faulty())).toBe('hook failed');
    expect(await faultOf('fitDataset accepts it', () => new Faulty())).toBe('hook failed');
  });

  test('a callback that bears no other of its kind beside it', async () => {
    let training = 0;
    class Faulty extends Good {
      override async onTrainBegin() {
        if (++training > 1) throw new Error('another one is training');
      }
      override async onTrainEnd() {
        training--;
      }
    }
    expect(await faultOf(acceptedByFit, () => new Faulty())).toBe('another one is training');
  });

  test('a callback that relies on parameters that only fit gives', async () => {
    class Faulty extends Good {
      override async onEpochEnd(_epoch: number, logs?: Logs) {
        if (logs?.loss !== undefined && !this.params.samples) throw new Error('no samples');
      }
    }
    expect(await faultOf(acceptedByFit, () => new Faulty())).toBe('no samples');
  });

  test('a callback that a second copy would silently run without a model', async () => {
    class Foreign extends LayersCallback {
      dispose() {}
    }
    expect(
      await faultOf('a second copy of tfjs-layers is an error that names the remedy', () => new Foreign() as never),
    ).toBe('Its onTrainBegin gave: no error');
  });

  test('metrics that are changed, disposed or added', async () => {
    const faulty = (spoil: (logs: Logs) => void) =>
      faultOf('it leaves the metrics in logs as it found them', () => {
        class Faulty extends Good {
          override async onEpochEnd(_epoch: number, logs?: Logs) {
            spoil(logs as Logs);
          }
        }
        return new Faulty();
      });
    for (const metric of ['loss', 'val_loss']) {
      const change = (logs: Logs) => {
        logs[metric] = 0;
      };
      expect(await faulty(change)).toBe(`It changed \`${metric}\` in the logs of epoch 1.`);
    }
    expect(await faulty((logs) => (logs.loss as Tensor).dispose())).toBe(
      'It disposed a tensor in logs, which History still needs.',
    );
    expect(await faulty((logs) => Object.assign(logs, { mine: 0, learning_rate: 0, yours: 0 }))).toBe(
      'It added mine, yours to the logs of epoch 1.',
    );
  });

  test('state that outlives a fit, unless it is declared', async () => {
    class Faulty extends Good {
      override async onTrainBegin() {}
    }
    expect(await faultOf(severalFits, () => new Faulty())).toBe(
      'After its second fit `epochs` is 8, with a fresh instance 4.',
    );
    expect(await faultOf(severalFits, () => new Faulty(), ['epochs'])).toBeUndefined();
  });

  test('a public field that outlives a fit', async () => {
    class Faulty extends Callback {
      seen = 0;
      override async onEpochEnd() {
        this.seen++;
      }
    }
    expect(await faultOf(severalFits, () => new Faulty())).toBe(
      'After its second fit `seen` is 8, with a fresh instance 4.',
    );
  });

  test.each(['loss', 'val_loss', 'acc', 'val_acc'])(
    'a count of epochs with a worse %s that goes on',
    async (metric) => {
      class Faulty extends Callback {
        #wait = 0;
        #last: number | undefined;
        get wait() {
          return this.#wait;
        }
        override async onTrainBegin() {
          this.#last = undefined;
        }
        override async onEpochEnd(_epoch: number, logs?: Logs) {
          const { [metric]: value = Number.NaN } = await readMetrics(logs);
          const falls = metric.endsWith('loss');
          if (this.#last !== undefined && (falls ? value >= this.#last : value <= this.#last)) this.#wait++;
          this.#last = value;
        }
      }
      expect(await faultOf(severalFits, () => new Faulty())).toBe(
        'After its second fit `wait` is 5, with a fresh instance 2.',
      );
    },
  );

  test('a value that is another kind of nothing after the second fit', async () => {
    class Faulty extends Good {
      #fits = 0;
      get rate() {
        return this.#fits > 1 ? Number.NaN : undefined;
      }
      override async onTrainEnd() {
        this.#fits++;
      }
    }
    expect(await faultOf(severalFits, () => new Faulty())).toBe(
      'After its second fit `rate` is "NaN", with a fresh instance "undefined".',
    );
  });

  test('decisions that differ in the second fit', async () => {
    class Faulty extends Callback {
      #trained = false;
      override async onEpochEnd() {
        this.model.stopTraining = this.#trained;
      }
      override async onTrainEnd() {
        this.#trained = true;
      }
    }
    expect(await faultOf(severalFits, () => new Faulty())).toMatch(/^Its second fit went/);
  });

  test('a tensor for each epoch', async () => {
    class Faulty extends Good {
      override async onEpochEnd() {
        scalar(1);
      }
    }
    expect(await faultOf(noTensors, () => new Faulty())).toBe('It keeps 1 tensors after training.');
  });

  test('a tensor for each epoch from the fifth on', async () => {
    class Faulty extends Good {
      override async onEpochEnd(epoch: number) {
        if (epoch >= 4) scalar(1);
      }
    }
    expect(await faultOf(noTensors, () => new Faulty())).toBe('It keeps 4 tensors after 8 more epochs.');
  });

  describe('a tensor that is held from an epoch to the end', () => {
    class Holder extends Good {
      readonly #from: number;
      #held: Tensor | undefined;
      constructor(from: number) {
        super();
        this.#from = from;
      }
      override async onEpochBegin(epoch: number) {
        if (epoch === this.#from) this.#held = scalar(1);
      }
      override async onTrainEnd() {
        this.release();
      }
      release() {
        this.#held?.dispose();
      }
    }

    test.each([0, 1])('is left by a run that threw, if it is held from epoch %i', async (from) => {
      expect(await faultOf(noTensorsAfterThrow, () => new Holder(from))).toBe(
        'After dispose() it keeps 1 tensors of a run that threw.',
      );
    });

    test('is no fault when dispose() releases it', async () => {
      class Releasing extends Holder {
        override dispose() {
          this.release();
        }
      }
      expect(await faultOf(noTensorsAfterThrow, () => new Releasing(0))).toBeUndefined();
    });
  });

  describe('a tensor of a run that threw', () => {
    /** Takes a tensor when training begins, and another one in the first epoch. */
    class Taker extends LayersCallback {
      #held: Tensor[] = [];
      override async onTrainBegin() {
        this.#held = [scalar(1)];
      }
      override async onEpochBegin(epoch: number) {
        if (epoch === 0) this.#held.push(scalar(1));
      }
      override async onTrainEnd() {
        this.dispose();
      }
      dispose() {
        for (const tensor of this.#held) tensor.dispose();
        this.#held = [];
      }
    }

    test('is left by the next onTrainBegin', async () => {
      expect(await faultOf(nextRun, () => new Taker() as never)).toBe(
        'After the next onTrainBegin it keeps 2 tensors of a run that threw.',
      );
    });

    test('is no fault when the next onTrainBegin releases it, and takes one again', async () => {
      const told: unknown[] = [];
      class Releasing extends Taker {
        override async onTrainBegin() {
          this.dispose();
          await super.onTrainBegin();
          told.push(this.params);
        }
      }
      expect(await faultOf(nextRun, () => new Releasing() as never)).toBeUndefined();
      expect(told.at(-1)).toEqual({ epochs: 1, metrics: ['loss', 'val_loss', 'acc', 'val_acc'] });
    });
  });

  test('a callback that ends training before another one can throw', async () => {
    class Faulty extends Good {
      override async onEpochEnd() {
        this.model.stopTraining = true;
      }
    }
    expect(await faultOf(noTensorsAfterThrow, () => new Faulty())).toBe(
      'It stopped training before epoch 2, or hid an error of another callback.',
    );
  });

  test('options that are swallowed', async () => {
    expect(await faultOf('an unknown option is an error that names it', () => new Good())).toBe(
      'The constructor gave: no error',
    );
  });

  test('hooks that never give the event loop a turn', async () => {
    class Bare extends LayersCallback {
      dispose() {}
    }
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    expect(await faultOf('timers run while fit is training', () => new Bare() as never)).toMatch(
      /^In \d+ ms of training a timer of 20 ms ticked 0 times\.$/,
    );
    expect(timers()).toBe(before);
  });
});
