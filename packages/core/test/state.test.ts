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

  test.each([
    [{ values: {} }, 'is no state of a callback'],
    [undefined, 'is no state of a callback'],
    [{ values: { version: 2 } }, 'has version 2'],
  ])('%j is refused', (state, fault) => {
    expect(() => new Remembering().setState(state as CallbackState)).toThrow(
      new TypeError(`Remembering: the state ${fault}. Pass what getState() gave, in version 1.`),
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
});
