import '@cb-tooling/backend';
import { scalar, type Tensor } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { Callback, type CallbackState, type Logs, OptionReader, readMetrics, WeightSnapshot } from '../src/index.js';
import { callbackContract, compiledModel } from '../src/testing.js';

/** A callback that keeps every rule: each faulty one below breaks exactly one. */
class Good extends Callback {
  #epochs = 0;

  constructor(options?: object) {
    super();
    new OptionReader('Good', options).done();
  }

  get epochs() {
    return this.#epochs;
  }

  override async onTrainBegin() {
    this.#epochs = 0;
  }

  override async onEpochEnd(_epoch: number, logs?: Logs) {
    await readMetrics(logs);
    this.#epochs++;
  }

  protected override saveState(): CallbackState {
    return { values: { epochs: this.#epochs } };
  }

  protected override loadState({ values }: CallbackState) {
    this.#epochs = Number(values.epochs);
  }
}

describe('a callback that keeps the contract', () => {
  for (const rule of callbackContract((options) => new Good(options), compiledModel)) test(rule.name, rule.check);
});

/** The rule's fault, or undefined when the callback passes it. */
async function faultOf(ruleName: string, make: (options?: object) => Callback, keepsAcrossFits: string[] = []) {
  const rule = callbackContract(make, compiledModel, { keepsAcrossFits }).find(({ name }) => name === ruleName);
  if (rule === undefined) throw new Error(`no rule ${ruleName}`);
  return rule.check().then(
    () => undefined,
    (error: Error) => error.message,
  );
}

describe('each rule catches the callback that breaks it', () => {
  test('a hook that does not bear a fit', async () => {
    class Faulty extends Good {
      override async onBatchEnd() {
        throw new Error('hook failed');
      }
    }
    expect(await faultOf('fit accepts it alone, in an array and by way of tf.CallbackList', () => new Faulty())).toBe(
      'hook failed',
    );
    expect(await faultOf('fitDataset accepts it', () => new Faulty())).toBe('hook failed');
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
    const change = (logs: Logs) => {
      logs.loss = 0;
    };
    expect(await faulty(change)).toBe('It changed `loss` in the logs of epoch 1.');
    expect(await faulty((logs) => (logs.loss as Tensor).dispose())).toContain('It disposed a tensor in logs');
    const add = (logs: Logs) => {
      logs.mine = 0;
      logs.learning_rate = 0;
    };
    expect(await faulty(add)).toBe('It added mine to the logs of epoch 1.');
  });

  test('state that outlives a fit, unless it is declared', async () => {
    class Faulty extends Good {
      override async onTrainBegin() {}
    }
    const rule = 'one instance serves several fits';
    expect(await faultOf(rule, () => new Faulty())).toBe(
      'After its second fit `epochs` is 8, with a fresh instance 4.',
    );
    expect(await faultOf(rule, () => new Faulty(), ['epochs'])).toBeUndefined();
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
    expect(await faultOf('one instance serves several fits', () => new Faulty())).toMatch(/^Its second fit went/);
  });

  test('a tensor for each epoch', async () => {
    class Faulty extends Good {
      override async onEpochEnd() {
        scalar(1);
      }
    }
    expect(await faultOf('many epochs leave as many tensors as one', () => new Faulty())).toBe(
      'It keeps 1 tensors after training.',
    );
  });

  test('a tensor that stays when training threw', async () => {
    class Faulty extends Good {
      #held: Tensor | undefined;
      override async onEpochBegin() {
        this.#held ??= scalar(1);
      }
      override async onTrainEnd() {
        this.#held?.dispose();
      }
    }
    expect(await faultOf('dispose() releases everything after training threw', () => new Faulty())).toBe(
      'After dispose() it keeps 1 tensors of a run that threw.',
    );
  });

  test('a value that is left out of the state', async () => {
    class Faulty extends Good {
      protected override saveState() {
        return { values: { epochs: 0 } };
      }
    }
    expect(await faultOf('its state, exchanged between any two epochs, changes nothing', () => new Faulty())).toMatch(
      /^Taken over after epoch 1 it went .*"state":{"epochs":7}.*, in one piece .*"state":{"epochs":8}/,
    );
  });

  test('weights that are left out of the state', async () => {
    class Faulty extends Good {
      #first: WeightSnapshot | undefined;
      override async onEpochEnd() {
        this.#first ??= new WeightSnapshot(this.model);
      }
      override async onTrainEnd() {
        this.#first?.restore();
      }
      override dispose() {
        this.#first?.dispose();
        this.#first = undefined;
      }
    }
    expect(await faultOf('its state, exchanged between any two epochs, changes nothing', () => new Faulty())).toMatch(
      /^Taken over after epoch 1 it went .*"weights":\[1,1\].*, in one piece .*"weights":\[0,0\]/,
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
    expect(await faultOf('timers run while fit is training', () => new Bare() as never)).toMatch(/ticked 0 times/);
  });
});
