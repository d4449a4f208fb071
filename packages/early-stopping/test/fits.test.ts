import '@cb-tooling/backend';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { fill, memory, ones, train, zeros } from '@tensorflow/tfjs-core';
import { Callback, model as functional, input, layers } from '@tensorflow/tfjs-layers';
import { afterEach, expect, test, vi } from 'vitest';
import { EarlyStopping } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const losses = (...values: number[]) => values.map((loss) => ({ loss }));

/** Names of layers are variables' names, and those may not repeat in a process. */
let layerNumber = 0;

/** Two outputs, `steady` and `moving`, whose losses are reported under their names. */
function twoOutputs() {
  const x = input({ shape: [2] });
  const dense = (name: string) => layers.dense({ units: 1, name, useBias: false, kernelInitializer: 'ones' });
  const outputs = ['steady', 'moving'].map((name) => dense(`${name}_${layerNumber++}`).apply(x));
  const model = functional({ inputs: x, outputs: outputs as never });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}

test('monitors one of several outputs, by the name that TensorFlow.js reports', async () => {
  const model = twoOutputs();
  const [, moving = ''] = model.outputNames;
  const [xs, right, wrong] = [ones([8, 2]), ones([8, 1]), zeros([8, 1])];
  const callback = new EarlyStopping({ monitor: `${moving}_loss`, patience: 2, strict: true });
  const { history } = await model.fit(xs, [right, wrong], { epochs: 4, verbose: 0, callbacks: callback });
  expect(callback.best).toBe(history[`${moving}_loss`]?.at(-1));
  expect(callback.stopReason).toBeUndefined();
});

test('warns of the validation of several outputs, which TensorFlow.js reports under wrong names', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const model = twoOutputs();
  const [steady = '', moving = ''] = model.outputNames;
  const [xs, right, wrong] = [ones([8, 2]), fill([8, 1], 2), zeros([8, 1])];
  model.compile({ optimizer: train.sgd(0), loss: 'meanSquaredError' });
  const ys = [right, wrong];
  const options = { epochs: 1, verbose: 0, validationData: [xs, ys] as [typeof xs, typeof ys] };
  const { history } = await model.fit(xs, ys, { ...options, callbacks: new EarlyStopping() });
  // The data are the same and the rate is 0, so the losses should be.
  expect([history.loss, history[`${steady}_loss`], history[`${moving}_loss`]]).toEqual([[4], [0], [4]]);
  expect([history.val_loss, history[`val_${steady}_loss`]]).toEqual([[0], [4]]);
  expect(warn.mock.calls).toEqual([
    [
      'EarlyStopping: option `monitor` is "val_loss". Of a model with several outputs TensorFlow.js reports what it ' +
        'validates under wrong names: `val_loss` is the loss of the first output. Monitor a metric without `val_`, or ' +
        'evaluate the model yourself.',
    ],
  ]);
});

test('stops a fitDataset, and restores', async () => {
  const model = compiledModel();
  const dataset = {
    size: 2,
    iterator: async () => {
      const steps = [1, 2].map(() => ({ value: { xs: ones([4, 4]), ys: zeros([4, 1]) }, done: false }));
      return { next: async () => steps.shift() ?? { value: null, done: true } };
    },
  };
  const callback = new EarlyStopping({ monitor: 'loss', minDelta: 1e9, patience: 2, restoreBestWeights: true });
  const { epoch } = await model.fitDataset(dataset as never, { epochs: 9, verbose: 0, callbacks: [callback] });
  expect(epoch).toEqual([0, 1, 2]);
  expect(callback).toMatchObject({ bestEpoch: 0, stoppedEpoch: 2 });
});

test('an epoch that another callback ends in the middle has no validation, and that is no mistake', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const stopInSecondEpoch = new (class extends Callback {
    #epoch = 0;
    override async onEpochBegin(epoch: number) {
      this.#epoch = epoch;
    }
    override async onBatchEnd() {
      if (this.#epoch === 1) this.model.stopTraining = true;
    }
  })();
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
  const callback = new EarlyStopping({ strict: true, restoreBestWeights: true });
  const options = { epochs: 5, batchSize: 4, verbose: 0, validationData: [xs, ys] as [typeof xs, typeof ys] };
  const { epoch } = await compiledModel().fit(xs, ys, { ...options, callbacks: [stopInSecondEpoch, callback] });
  expect(epoch).toEqual([0, 1]);
  expect(callback).toMatchObject({ bestEpoch: 0, wait: 0, stopReason: undefined });
  expect(warn).not.toHaveBeenCalled();
});

test('when another callback stops training, the best epoch so far is restored all the same', async () => {
  const model = compiledModel();
  const stopper = new (class extends Callback {
    override async onEpochEnd(epoch: number) {
      if (epoch === 3) this.model.stopTraining = true;
    }
  })();
  const callback = new EarlyStopping({ monitor: 'loss', patience: 9, restoreBestWeights: true });
  const train = (epoch: number) => model.setWeights([fill([4, 1], epoch), fill([1], epoch)]);
  const epochs = await feedEpochs([stopper, callback], model, losses(3, 2, 1, 2, 0), { train });
  expect(epochs).toHaveLength(4);
  expect(model.getWeights()[1]?.dataSync()[0]).toBe(2);
  expect(callback).toMatchObject({ bestEpoch: 2, stopReason: undefined });
});

test('of several, the first to lose patience stops training, and each has its own reason', async () => {
  const [patient, impatient] = [3, 1].map((patience) => new EarlyStopping({ monitor: 'loss', patience }));
  const epochs = await feedEpochs([patient, impatient] as EarlyStopping[], compiledModel(), losses(1, 2, 2, 2, 2));
  expect(epochs).toHaveLength(2);
  expect(patient?.stopReason).toBeUndefined();
  expect(impatient?.stopReason?.kind).toBe('patience');
});

test('1,000 epochs leave as many tensors as none', async () => {
  const model = compiledModel();
  const before = memory().numTensors;
  const epochs = Array.from({ length: 1000 }, (_, epoch) => ({ loss: 1000 - epoch }));
  await feedEpochs(new EarlyStopping({ monitor: 'loss', restoreBestWeights: true }), model, epochs);
  expect(memory().numTensors).toBe(before);
});
