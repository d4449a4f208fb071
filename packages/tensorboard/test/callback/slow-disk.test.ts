import '@cb-tooling/backend';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { memorySink, TensorBoard } from '../../src/index.js';
import { readEvents } from '../read-events.js';
import { smallModel } from '../training.js';

/** A sink whose writes end when they are let. */
function slowSink() {
  const sink = memorySink();
  const waiting: (() => void)[] = [];
  let isSlow = false;
  return {
    slowDown: () => {
      isSlow = true;
    },
    letGo: () => {
      isSlow = false;
      for (const go of waiting.splice(0)) go();
    },
    epochs: () => {
      const events = Object.values(sink.files()).flatMap((bytes) => readEvents(bytes));
      return events.filter(({ scalar }) => scalar?.tag === 'epoch_loss').map(({ step }) => step);
    },
    sink: {
      ...sink,
      open: async (...args: Parameters<typeof sink.open>) => {
        const file = await sink.open(...args);
        const append = async (bytes: Uint8Array) => {
          if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
          await file.append(bytes);
        };
        return { ...file, append };
      },
    },
  };
}

test('training goes on while a slow disk writes an epoch, and waits with the next one', async () => {
  const { sink, slowDown, letGo, epochs } = slowSink();
  const callback = new TensorBoard({ logDir: sink });
  callback.setModel(smallModel());
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  slowDown();
  await callback.onEpochEnd(0, { loss: 1 });
  await callback.onEpochBegin(1);
  let over = false;
  const second = callback.onEpochEnd(1, { loss: 2 }).then(() => {
    over = true;
  });
  await sleep(50);
  expect({ over, epochs: epochs() }).toEqual({ over: false, epochs: [] });
  letGo();
  await second;
  await callback.onTrainEnd();
  expect(epochs()).toEqual([0, 1]);
});

test('onTrainEnd() waits for a slow disk', async () => {
  const { sink, slowDown, letGo, epochs } = slowSink();
  const callback = new TensorBoard({ logDir: sink });
  callback.setModel(smallModel());
  await callback.onTrainBegin();
  await callback.onEpochBegin(0);
  slowDown();
  await callback.onEpochEnd(0, { loss: 1 });
  const ended = callback.onTrainEnd();
  await sleep(50);
  expect(epochs()).toEqual([]);
  letGo();
  await ended;
  expect(epochs()).toEqual([0]);
});
