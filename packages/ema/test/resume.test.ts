import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import type { NamedTensor } from '@cb/core';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { clone, memory, type Tensor } from '@tensorflow/tfjs-core';
import type { Callback } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SwapEMAWeights, type SwapEMAWeightsOptions } from '../src/index.js';
import { AtEpochEnd, fit, lineModel, weightsOf, xs, ys } from './training.js';

const EPOCHS = 6;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ema-'));
});

afterEach(() => {
  // A backup takes its empty folder away.
  rmSync(folder, { recursive: true, force: true });
});

const make = (options: SwapEMAWeightsOptions) =>
  new SwapEMAWeights({ emaMomentum: 0.9, emaOverwriteFrequency: 5, evaluate: [xs, ys], ...options });

async function inOnePiece(options: SwapEMAWeightsOptions) {
  const model = lineModel();
  const history = await fit(model, [make(options)], { epochs: EPOCHS });
  return { weights: weightsOf(model), history };
}

describe.each([{}, { swapOnEpoch: true }])('with %o', (options) => {
  test.each([1, 3, 5])('another instance that takes over after epoch %i ends with the same bits', async (split) => {
    const { weights, history } = await inOnePiece(options);
    const [model, first] = [lineModel(), make(options)];
    const copied = ({ name, tensor }: NamedTensor) => ({ name, tensor: clone(tensor) });
    let state = first.getState();
    let found: Tensor[] = [];
    const keeper = new AtEpochEnd(split - 1, () => {
      const { values, weights = [] } = first.getState();
      state = { ...JSON.parse(JSON.stringify({ values })), weights: weights.map(copied) };
      found = model.getWeights().map((weight) => clone(weight));
      model.stopTraining = true;
    });
    await fit(model, [first, keeper], { epochs: EPOCHS });
    model.setWeights(found);
    const { numTensors } = memory();
    const second = make(options);
    second.setState(state);
    const rest = await fit(model, [second], { initialEpoch: split, epochs: EPOCHS });
    expect(weightsOf(model)).toEqual(weights);
    expect(rest.val_ema_loss).toEqual(history.val_ema_loss?.slice(split));
    expect(memory().numTensors).toBe(numTensors);
  });

  describe.each(['before', 'after'])('a backup %s it in the list', (place) => {
    const list = (ema: Callback, backup: Callback, ...more: Callback[]) =>
      place === 'before' ? [...more, backup, ema] : [...more, ema, backup];

    test.each([1, 3, 5])('a run that broke off in epoch %i goes on with the same bits', async (epoch) => {
      const { weights, history } = await inOnePiece(options);
      const [ema, model] = [make(options), lineModel()];
      const fault = new AtEpochEnd(epoch, () => {
        throw new Error('killed');
      });
      const backup = new BackupAndRestore(folder, { callbacks: [ema] });
      await expect(fit(model, [...list(ema, backup), fault], { epochs: EPOCHS })).rejects.toThrow('killed');

      const [again, fresh] = [make(options), lineModel()];
      const restore = new BackupAndRestore(folder, { callbacks: [again] });
      const { initialEpoch } = await restore.restore(fresh);
      expect(initialEpoch).toBe(epoch);
      const rest = await fit(fresh, list(again, restore), { initialEpoch, epochs: EPOCHS });
      expect(weightsOf(fresh)).toEqual(weights);
      expect(rest.val_ema_loss).toEqual(history.val_ema_loss?.slice(epoch));
      ema.dispose();
    });

    test('also when weights were put back between two epochs', async () => {
      const plateau = () =>
        new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 2, restoreBestWeights: true });
      const whole = lineModel();
      await fit(whole, list(make(options), new BackupAndRestore(join(folder, 'whole')), plateau()), { epochs: EPOCHS });

      const [ema, first] = [make(options), plateau()];
      const fault = new AtEpochEnd(3, () => {
        throw new Error('killed');
      });
      const backup = new BackupAndRestore(folder, { callbacks: [ema, first] });
      await expect(fit(lineModel(), [...list(ema, backup, first), fault], { epochs: EPOCHS })).rejects.toThrow(
        'killed',
      );

      const [again, second, fresh] = [make(options), plateau(), lineModel()];
      const restore = new BackupAndRestore(folder, { callbacks: [again, second] });
      const { initialEpoch } = await restore.restore(fresh);
      await fit(fresh, list(again, restore, second), { initialEpoch, epochs: EPOCHS });
      expect(weightsOf(fresh)).toEqual(weightsOf(whole));
      ema.dispose();
      first.dispose();
    });
  });
});

test('the steps of the optimizer are part of the state, for a model that is resumed with a fresh one', async () => {
  const callback = make({});
  callback.setState({ values: { ...callback.getState().values, steps: 4 } });
  let seen: unknown;
  const model = lineModel();
  await fit(model, [callback, new AtEpochEnd(0, () => (seen = callback.getState().values.steps))], { epochs: 1 });
  expect(seen).toBe(6);
});
