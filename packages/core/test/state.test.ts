import '@cb-tooling/backend';
import { memory, ones } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Callback, type CallbackState, fromJSONNumber, toJSONNumber, WeightSnapshot } from '../src/index.js';
import { compiledModel } from '../src/testing.js';
import { fit } from './training.js';

describe('state', () => {
  class Remembering extends Callback {
    kept: WeightSnapshot | undefined;
    note = 'fresh';
    override async onTrainBegin() {
      this.note = 'begun';
    }
    override dispose() {
      this.kept?.dispose();
      this.kept = undefined;
    }
    protected override saveState() {
      return { values: { note: this.note }, ...(this.kept && { weights: this.kept.values }) };
    }
    protected override loadState({ values, weights }: CallbackState) {
      this.note = String(values.note);
      this.kept = new WeightSnapshot(this.model, weights);
    }
  }

  test('set before a fit it wins over the fresh start, once', async () => {
    const callback = new Remembering();
    callback.setState({ values: { version: 1, note: 'resumed' } });
    await fit(compiledModel(), [callback]);
    expect(callback.getState()).toEqual({ values: { version: 1, note: 'resumed' } });
    await fit(compiledModel(), [callback]);
    expect(callback.note).toBe('begun');
  });

  test('keeps tensors that the caller disposes, and releases them', async () => {
    const model = compiledModel();
    const before = memory().numTensors;
    const weights = [ones([4, 1]), ones([1])].map((tensor, index) => ({ name: `w${index}`, tensor }));
    const callback = new Remembering();
    callback.setState({ values: { version: 1, note: 'resumed' }, weights });
    callback.setState({ values: { version: 1, note: 'resumed' }, weights });
    for (const { tensor } of weights) tensor.dispose();
    expect(memory().numTensors - before).toBe(2);
    callback.setModel(model);
    await callback.onTrainBegin();
    expect(callback.kept?.values.map(({ tensor }) => [...tensor.dataSync()])).toEqual([[1, 1, 1, 1], [1]]);
    callback.dispose();
    expect(memory().numTensors).toBe(before);
    callback.setState({ values: { version: 1 }, weights: new WeightSnapshot(model).values });
    callback.dispose();
    expect(memory().numTensors - before).toBe(2);
  });

  test('set during training it waits for the next fit', async () => {
    const callback = new Remembering();
    const notes: string[] = [];
    const meanwhile = new (class extends Callback {
      override async onEpochBegin() {
        callback.setState({ values: { version: 1, note: 'resumed' } });
      }
      override async onEpochEnd() {
        notes.push(callback.note);
      }
    })();
    await fit(compiledModel(), [meanwhile, callback]);
    expect(notes).toEqual(['begun']);
    await fit(compiledModel(), [callback]);
    expect(callback.note).toBe('resumed');
  });

  test('a fit that fails to begin leaves it for the next one', async () => {
    class Picky extends Remembering {
      fails = true;
      override async onTrainBegin() {
        if (this.fails) throw new Error('not yet');
      }
    }
    const callback = new Picky();
    callback.setState({ values: { version: 1, note: 'resumed' } });
    await expect(fit(compiledModel(), [callback])).rejects.toThrow('not yet');
    callback.fails = false;
    await fit(compiledModel(), [callback]);
    expect(callback.note).toBe('resumed');
  });

  test('that names its callback is refused by another', () => {
    class Named extends Callback {
      protected override saveState() {
        return { values: { callback: 'Named' } };
      }
    }
    expect(() => new Named().setState(new Named().getState())).not.toThrow();
    expect(() => new Named().setState(new Remembering().getState())).toThrow('is that of another callback');
  });

  test('names the weights that are held, and none where none are', () => {
    const model = compiledModel();
    const callback = new Remembering();
    expect(callback.getState()).toStrictEqual({ values: { version: 1, note: 'fresh' } });
    callback.kept = new WeightSnapshot(model);
    expect(callback.getState()).toStrictEqual({
      values: { version: 1, note: 'fresh' },
      weights: callback.kept.values,
    });
    callback.dispose();
  });

  test('of a callback that remembers nothing is a version', () => {
    class Forgetful extends Callback {
      override saveState() {
        return super.saveState();
      }
    }
    expect(new Forgetful().saveState()).toEqual({ values: {} });
    expect(new Forgetful().getState()).toEqual({ values: { version: 1 } });
  });

  test.each([
    [{}, 'is no state of a callback'],
    [{ values: {} }, 'is no state of a callback'],
    [undefined, 'is no state of a callback'],
    [{ values: { version: 2 } }, 'has version 2, and this release reads version 1'],
    [{ values: { version: 1, callback: 'Other' } }, 'is that of Other'],
    [{ values: { version: 1 }, weights: [{ name: 'w', tensor: [1] }] }, 'has weights that are no tensors'],
    [{ values: { version: 1 }, weights: [{ name: 'w', tensor: ones([1]) }, {}] }, 'has weights that are no tensors'],
  ])('%j is refused', (state, fault) => {
    expect(() => new Remembering().setState(state as CallbackState)).toThrow(
      new TypeError(`Remembering: the state ${fault}. Pass what getState() gave, with tensors as its weights.`),
    );
  });

  test.each([
    [undefined, null],
    [1.5, 1.5],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [0, 0],
  ])('the number %s is %j in JSON, and back', (number, json) => {
    expect(toJSONNumber(number)).toBe(json);
    expect(fromJSONNumber(json)).toBe(number);
  });

  test('a number that JSON has no name for is none', () => {
    expect(fromJSONNumber(undefined)).toBeUndefined();
  });
});
