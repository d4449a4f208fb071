import { memory } from '@tensorflow/tfjs-core';
import { CallbackList, Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import type { Callback } from '../callback.js';
import type { MakeCallback, MakeModel } from './rule.js';
import { require, toyFit } from './toy-data.js';
import { trainingClock } from './training-clock.js';

export async function keepsNoTensor(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const model = makeModel();
  const callback = make();
  await toyFit(model, []);
  const before = memory().numTensors;
  await toyFit(model, callback, { epochs: 1 });
  const afterOne = memory().numTensors - before;
  await toyFit(model, callback, { epochs: 8 });
  const afterMany = memory().numTensors - before;
  require(afterOne === 0, `It keeps ${afterOne} tensors after training.`);
  require(afterMany === 0, `It keeps ${afterMany} tensors after 8 more epochs.`);
}

class Thrower extends LayersCallback {
  override async onEpochEnd(epoch: number): Promise<void> {
    if (epoch === 1) throw new Error('thrown by the contract');
  }
}

/** `fit` itself loses tensors when a callback throws, so a fit without the callback is the measure. */
export async function keepsNoTensorAfterThrow(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const bare = await tensorsLeftByThrow(makeModel, []);
  const callback = make();
  const withCallback = await tensorsLeftByThrow(makeModel, [callback], () => callback.dispose());
  require(withCallback === bare, `After dispose() it keeps ${withCallback - bare} tensors of a run that threw.`);
}

/** What `onTrainBegin` itself takes, a fresh callback shows. */
export async function nextRunReleases(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  const next = async (callback: Callback) => {
    const list = new CallbackList([callback]);
    list.setParams({ epochs: 1, metrics: ['loss', 'val_loss', 'acc', 'val_acc'] });
    list.setModel(makeModel());
    await list.onTrainBegin();
  };
  const fresh = make();
  const expected = await tensorsLeftByThrow(makeModel, [], () => next(fresh));
  await fresh.dispose();
  const callback = make();
  const kept = (await tensorsLeftByThrow(makeModel, [callback], () => next(callback))) - expected;
  await callback.dispose();
  require(kept === 0, `After the next onTrainBegin it keeps ${kept} tensors of a run that threw.`);
}

async function tensorsLeftByThrow(
  makeModel: MakeModel,
  callbacks: LayersCallback[],
  release: () => void | Promise<void> = () => {},
): Promise<number> {
  const model = makeModel();
  await toyFit(model, []);
  const before = memory().numTensors;
  const threw = await toyFit(model, [...callbacks, new Thrower()]).then(
    () => false,
    () => true,
  );
  require(threw, 'It stopped training before epoch 2, or hid an error of another callback.');
  await release();
  return memory().numTensors - before;
}

/** Stops a fit after half a second of training, in the middle of an epoch. */
class TimeLimit extends LayersCallback {
  trainedMs = 0;
  readonly #clock = trainingClock();

  override async onBatchEnd(): Promise<void> {
    this.trainedMs = this.#clock();
    if (this.trainedMs >= 500) this.model.stopTraining = true;
  }
}

/** One long epoch, because a callback under test may well end training after the first. */
export async function keepsEventLoopAlive(make: MakeCallback, makeModel: MakeModel): Promise<void> {
  let ticks = 0;
  const interval = setInterval(() => ticks++, 20);
  const limit = new TimeLimit();
  try {
    await toyFit(makeModel(), [make(), limit], { batchSize: 1, samples: 3000, epochs: 20 });
  } finally {
    clearInterval(interval);
  }
  const trainedMs = Math.round(limit.trainedMs);
  require(ticks >= trainedMs / 250, `In ${trainedMs} ms of training a timer of 20 ms ticked ${ticks} times.`);
}
