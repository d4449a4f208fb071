import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { memory, type Tensor } from '@tensorflow/tfjs-core';
import { metrics } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SwapEMAWeights } from '../src/index.js';
import { AtEpochEnd, fit, lineModel, Observer, setWeights, weightsOf, xs, ys } from './training.js';

const evaluate: [x: typeof xs, y: typeof ys] = [xs, ys];
const swapping = () => new SwapEMAWeights({ swapOnEpoch: true, emaMomentum: 0.9, evaluate });
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ema-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

/** A plain training, and after each epoch its average, from fits of so many epochs. */
async function reference(epochs = 4) {
  const plain = new Observer();
  await fit(lineModel(), [plain], { epochs });
  const averages: number[][] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const model = lineModel();
    await fit(model, [new SwapEMAWeights({ emaMomentum: 0.9 })], { epochs: epoch });
    averages.push(weightsOf(model));
  }
  return { trained: plain.end, averages };
}

describe('which weights are in the model', () => {
  test('with swapOnEpoch, the average from the end of an epoch until the next begins, for what stands after it', async () => {
    const { trained, averages } = await reference();
    const [before, after, model] = [new Observer(), new Observer(), lineModel()];
    await fit(model, [before, swapping(), after]);
    expect(before.end).toEqual(trained);
    expect(after.end).toEqual(averages);
    expect(after.begin.slice(1)).toEqual(trained.slice(0, -1));
    expect(before.begin.slice(1)).toEqual(averages.slice(0, -1));
    expect([after.final, weightsOf(model)]).toEqual([averages[3], averages[3]]);
  });

  test('without it, the trained weights until training ends, evaluated or not', async () => {
    const { trained, averages } = await reference();
    for (const options of [{}, { evaluate }]) {
      const [after, model] = [new Observer(), lineModel()];
      await fit(model, [new SwapEMAWeights({ emaMomentum: 0.9, ...options }), after]);
      expect(after.end).toEqual(trained);
      expect(after.final).toEqual(averages[3]);
    }
  });

  test.each([true, false])('a training that is stopped ends with the average, swapOnEpoch: %s', async (swapOnEpoch) => {
    const { averages } = await reference(2);
    const model = lineModel();
    const stop = new AtEpochEnd(1, () => {
      model.stopTraining = true;
    });
    await fit(model, [new SwapEMAWeights({ swapOnEpoch, emaMomentum: 0.9 }), stop]);
    expect(weightsOf(model)).toEqual(averages[1]);
  });
});

test('of several, each has its own average, and training goes on from the trained weights', async () => {
  const { trained, averages } = await reference();
  const [slow, between, quick, after] = [swapping(), new Observer(), new SwapEMAWeights({ evaluate }), new Observer()];
  const last = new SwapEMAWeights({ swapOnEpoch: true, emaMomentum: 0.5 });
  const end = new Observer();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await fit(lineModel(), [slow, between, quick, after, last, end]);
  expect(between.end).toEqual(averages);
  expect(after.end).toEqual(averages);
  expect(end.end).not.toEqual(averages);
  expect(end.begin.slice(1)).toEqual(trained.slice(0, -1));
});

describe('when training throws', () => {
  const fault = new AtEpochEnd(1, () => {
    throw new Error('the disk is full');
  });

  test('dispose() puts the trained weights back, and releases everything', async () => {
    const { trained, averages } = await reference(2);
    const [model, bare] = [lineModel(), lineModel()];
    const left = async (action: () => Promise<unknown>) => {
      const before = memory().numTensors;
      await expect(action()).rejects.toThrow('the disk is full');
      return memory().numTensors - before;
    };
    const ofFit = await left(() => fit(bare, [fault]));
    const callback = swapping();
    const held = (await left(() => fit(model, [callback, fault]))) - ofFit;
    expect(held).toBe(4);
    expect(weightsOf(model)).toEqual(averages[1]);
    const before = memory().numTensors;
    callback.dispose();
    expect(memory().numTensors).toBe(before - held);
    expect(weightsOf(model)).toEqual(trained[1]);
    callback.dispose();
    expect(weightsOf(model)).toEqual(trained[1]);
  });

  test('the next fit goes on from the trained weights, and with its own state from the average too', async () => {
    const { trained, averages } = await reference();
    for (const keep of [false, true]) {
      const [model, callback, after] = [lineModel(), swapping(), new Observer()];
      await expect(fit(model, [callback, fault])).rejects.toThrow('the disk is full');
      const held = memory().numTensors;
      if (keep) callback.setState(callback.getState());
      await fit(model, [callback, after], { initialEpoch: 2 });
      expect(memory().numTensors).toBe(held - 4);
      expect(after.begin[0]).toEqual(trained[1]);
      if (keep) expect(after.final).toEqual(averages[3]);
      else expect(after.final).not.toEqual(averages[3]);
    }
  });

  test('weights that were set since then stay', async () => {
    const [model, callback] = [lineModel(), swapping()];
    await expect(fit(model, [callback, fault])).rejects.toThrow('the disk is full');
    setWeights(model, [7, 8]);
    callback.dispose();
    expect(weightsOf(model)).toEqual([7, 8]);
    const warn = vi.spyOn(console, 'warn');
    await fit(model, [callback], { initialEpoch: 4 });
    expect(warn).not.toHaveBeenCalled();
    expect(weightsOf(model)).toEqual([7, 8]);
  });

  test('an end of an epoch that comes twice loses no trained weights', async () => {
    const [model, callback] = [lineModel(), swapping()];
    setWeights(model, [1, 2]);
    const before = memory().numTensors;
    callback.setModel(model);
    await callback.onTrainBegin();
    await callback.onBatchEnd();
    setWeights(model, [3, 4]);
    await callback.onEpochEnd(0);
    await callback.onEpochEnd(0);
    expect(weightsOf(model)).toEqual([1, 2]);
    await callback.onEpochBegin();
    expect(weightsOf(model)).toEqual([3, 4]);
    callback.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('a model that was disposed since then is left alone', async () => {
    const [model, callback] = [lineModel(), swapping()];
    await expect(fit(model, [callback, fault])).rejects.toThrow('the disk is full');
    model.dispose();
    const before = memory().numTensors;
    callback.dispose();
    expect(memory().numTensors).toBe(before - 4);
  });

  test('an evaluation that throws leaves the trained weights in the model', async () => {
    const { trained } = await reference(1);
    const model = lineModel();
    let isBroken = false;
    const loss = (y: Tensor, prediction: Tensor) => {
      if (isBroken) throw new Error('no loss');
      return metrics.meanSquaredError(y, prediction);
    };
    model.compile({ optimizer: model.optimizer, loss });
    const breakIt = new AtEpochEnd(0, () => {
      isBroken = true;
    });
    const callback = new SwapEMAWeights({ evaluate });
    await expect(fit(model, [breakIt, callback])).rejects.toThrow('no loss');
    expect(weightsOf(model)).toEqual(trained[0]);
    callback.dispose();
  });
});

describe('with other callbacks', () => {
  test('ModelCheckpoint after it saves the average of the epoch that is best by val_ema_loss', async () => {
    const { averages } = await reference();
    const path = join(folder, '{epoch}-{val_ema_loss:.3f}');
    const best = new ModelCheckpoint(path, { monitor: 'val_ema_loss', saveBestOnly: true, strict: true });
    const { val_ema_loss: losses = [] } = await fit(lineModel(), [swapping(), best]);
    expect(best.best).toBe(Math.min(...(losses as number[])));
    const saved = await loadModel(best.bestPath as string);
    expect(weightsOf(saved)).toEqual(averages[losses.indexOf(best.best as number)]);
  });

  test.each(['sync', 'async'])(
    'ModelCheckpoint saves what it found, %s, and training goes on as it was',
    async (kind) => {
      const { trained, averages } = await reference();
      const [after, path] = [new Observer(), join(folder, '{epoch}')];
      await fit(lineModel(), [swapping(), new ModelCheckpoint(path, { async: kind === 'async' }), after]);
      for (const [epoch, average] of averages.entries()) {
        expect(weightsOf(await loadModel(join(folder, String(epoch + 1))))).toEqual(average);
      }
      expect(after.begin.slice(1)).toEqual(trained.slice(0, -1));
    },
  );

  test('EarlyStopping after it stops by val_ema_loss and restores the average of the best epoch', async () => {
    const { averages } = await reference();
    const stopping = new EarlyStopping({
      monitor: 'val_ema_loss',
      minDelta: 1e9,
      restoreBestWeights: true,
      patience: 2,
    });
    const model = lineModel();
    const warn = vi.spyOn(console, 'warn');
    await fit(model, [swapping(), stopping]);
    expect(stopping).toMatchObject({ bestEpoch: 0, stoppedEpoch: 2 });
    expect(weightsOf(model)).toEqual(averages[0]);
    expect(warn).not.toHaveBeenCalled();
  });

  test.each([true, false])(
    'weights that one before it restores are replaced, with a warning, swapOnEpoch: %s',
    async (swapOnEpoch) => {
      const { averages } = await reference(3);
      const stopping = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, restoreBestWeights: true, patience: 2 });
      const model = lineModel();
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
      await fit(model, [stopping, new SwapEMAWeights({ swapOnEpoch, emaMomentum: 0.9 })]);
      expect(weightsOf(model)).toEqual(averages[2]);
      expect(warn.mock.calls).toEqual([
        [
          'SwapEMAWeights: weights that were set after the last epoch, such as the best ones that a callback restores, are ' +
            'replaced by the average. To keep them, list that callback after SwapEMAWeights.',
        ],
      ]);
    },
  );

  test('ReduceLROnPlateau before it goes back to trained weights, which stay', async () => {
    const { trained } = await reference(2);
    const plateau = new ReduceLROnPlateau({ monitor: 'loss', minDelta: 1e9, patience: 1, restoreBestWeights: true });
    const after = new Observer();
    await fit(lineModel(), [plateau, swapping(), after], { epochs: 3 });
    expect(after.begin[2]).toEqual(trained[0]);
  });
});
