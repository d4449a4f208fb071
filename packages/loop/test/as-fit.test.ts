import '@cb-tooling/backend';
import { readMetrics } from '@cb/core';
import { compiledModel } from '@cb/core/testing';
import { mean, randomUniform, type Scalar, slice, square, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { Callback, initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { TrainingLoop } from '../src/index.js';

const SAMPLES = 7;
const BATCH_SIZE = 3;

/** Notes all that a callback can see. */
class Witness extends Callback {
  readonly seen: unknown[] = [];

  override async onTrainBegin(logs?: object) {
    this.seen.push(['onTrainBegin', logs, { ...this.params }, this.model.stopTraining]);
  }
  override async onTrainEnd(logs?: object) {
    this.seen.push(['onTrainEnd', logs, this.model.stopTraining]);
  }
  override async onEpochBegin(epoch: number, logs?: object) {
    this.seen.push(['onEpochBegin', epoch, logs]);
  }
  override async onEpochEnd(epoch: number, logs?: Parameters<Callback['onEpochEnd']>[1]) {
    this.seen.push(['onEpochEnd', epoch, kindsOf(logs), Object.entries(await readMetrics(logs))]);
  }
  override async onBatchBegin(batch: number) {
    this.seen.push(['onBatchBegin', batch]);
  }
  override async onBatchEnd(batch: number, logs?: Parameters<Callback['onBatchEnd']>[1]) {
    this.seen.push(['onBatchEnd', batch, kindsOf(logs), Object.entries(await readMetrics(logs))]);
    if (this.stopsAt === this.seen.filter((call) => (call as string[])[0] === 'onBatchEnd').length) {
      this.model.stopTraining = true;
    }
  }

  stopsAt = 0;
}

function kindsOf(logs: object = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, typeof value]));
}

function model(): LayersModel {
  const kernelInitializer = initializers.glorotUniform({ seed: 1 });
  const one = sequential({ layers: [layers.dense({ units: 1, inputShape: [4], kernelInitializer })] });
  one.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return one;
}

const data = (): [Tensor, Tensor] => [
  randomUniform([SAMPLES, 4], 0, 1, 'float32', 1),
  randomUniform([SAMPLES, 1], 0, 1, 'float32', 2),
];

test.each([0, 2, 5])('callbacks see what fit() shows them, stopped after batch %i', async (stopsAt) => {
  const [xs, ys] = data();
  const [byFit, byLoop] = [new Witness(), new Witness()];
  byFit.stopsAt = byLoop.stopsAt = stopsAt;
  const first = model();
  const { history, epoch: epochs } = await first.fit(xs, ys, {
    epochs: 6,
    initialEpoch: 1,
    batchSize: BATCH_SIZE,
    shuffle: false,
    verbose: 0,
    validationData: [xs, ys],
    callbacks: [byFit],
  });

  const second = model();
  const loop = new TrainingLoop({
    model: second,
    epochs: 6,
    initialEpoch: 1,
    batchesPerEpoch: Math.ceil(SAMPLES / BATCH_SIZE),
    batchSize: BATCH_SIZE,
    metrics: ['loss', 'val_loss'],
    callbacks: [byLoop],
  });
  const lossOf = (x: Tensor, y: Tensor): Scalar =>
    mean(mean(square(sub(second.apply(x, { training: true }) as Tensor, y)), -1));
  for await (const epoch of loop) {
    for await (const { index, log } of epoch) {
      const begin = index * BATCH_SIZE;
      const size = Math.min(BATCH_SIZE, SAMPLES - begin);
      const loss = second.optimizer.minimize(
        () => lossOf(slice(xs, [begin, 0], [size, 4]), slice(ys, [begin, 0], [size, 1])),
        true,
        second.trainableWeights.map((weight) => weight.read() as never),
      ) as Scalar;
      log({ loss, size });
    }
    if (!loop.stopTraining) epoch.log({ val_loss: second.evaluate(xs, ys, { batchSize: BATCH_SIZE }) as Scalar });
  }

  const [calls, expected] = [byLoop.seen, byFit.seen] as [unknown[][], unknown[][]];
  // What is about the driver itself.
  const [[, , params], [, , paramsOfFit]] = [calls.shift(), expected.shift()] as [unknown[], unknown[]];
  expect(paramsOfFit).toMatchObject({ metrics: ['loss', 'val_loss'], doValidation: true });
  expect(params).toEqual({
    ...(paramsOfFit as object),
    samples: null,
    steps: 3,
    initialBatch: 0,
    unfinished: true,
  });
  expect(calls).toEqual(expected);
  expect(loop.history).toEqual({ epoch: epochs, history });
  expect(second.getWeights().map((weight) => weight.dataSync())).toEqual(
    first.getWeights().map((weight) => weight.dataSync()),
  );
});

test('a stop from before the first epoch is lost, as in fit()', async () => {
  const early = new (class extends Callback {
    override async onTrainBegin() {
      this.model.stopTraining = true;
    }
  })();
  const loop = new TrainingLoop({ model: compiledModel(), epochs: 2, batchesPerEpoch: 1, callbacks: [early] });
  for await (const epoch of loop) for await (const batch of epoch) batch.log({ loss: tidy(() => 1) });
  expect(loop.history).toEqual({ epoch: [0, 1], history: { loss: [1, 1] } });
});

test('from an epoch that is not there, no epoch runs', async () => {
  const witness = new Witness();
  const loop = new TrainingLoop({ model: compiledModel(), epochs: 2, initialEpoch: 2, callbacks: [witness] });
  for await (const _ of loop) throw new Error('an epoch');
  expect(witness.seen.map((call) => (call as string[])[0])).toEqual(['onTrainBegin', 'onTrainEnd']);
});
