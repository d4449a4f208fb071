// @ts-check
import '@cb-tooling/backend';
import * as tf from '@tensorflow/tfjs-core';
import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { Progress } from '../src/progress.js';
import { epochLine, liveLine } from '../src/progress-lines.js';

const state = {
  epoch: 2,
  epochs: 40,
  batches: 21,
  batchesPerEpoch: 63,
  secondsLeft: 61.2,
  metrics: { loss: 0.40532, acc: 0.9, learning_rate: 0.0008 },
  columns: 100,
  colors: false,
};

class Stop extends Callback {}

test('an epoch that is over', () => {
  expect(epochLine({ ...state, seconds: 1.44 })).toBe(
    'Epoch  3/40   1.4 s  loss 0.4053  acc 0.9000  learning_rate 0.0008',
  );
});

test('an epoch on its way', () => {
  expect(liveLine(state)).toBe(
    'Epoch  3/40 ━━━━━────────── 21/63  loss 0.4053  acc 0.9000  learning_rate 0.0008  at most 1:02 left',
  );
  expect(liveLine({ ...state, batchesPerEpoch: undefined })).toBe(
    'Epoch  3/40 21  loss 0.4053  acc 0.9000  learning_rate 0.0008',
  );
});

test('colors only the bar, and only where colors are welcome', () => {
  const plain = liveLine(state);
  const colored = liveLine({ ...state, colors: true });
  expect(plain).not.toContain('\x1b');
  expect(colored).toContain('\x1b');
});

test.each([100, 80, 60, 20, 1])('the moving line fits into %i columns', (columns) => {
  expect(liveLine({ ...state, columns }).length).toBeLessThan(columns);
});

test('a terminal gets a line that moves and one for each epoch, a pipe only these', async () => {
  const onTerminal = await written({ isTTY: true });
  const onPipe = await written({ isTTY: false });
  const line = /^Epoch (\d)\/2 {3}\d\.\d s {2}loss \d\.\d{4} {2}val_loss \d\.\d{4}\n$/;
  expect(onPipe).toEqual([expect.stringMatching(line), expect.stringMatching(line)]);
  expect(onTerminal.filter((text) => line.test(text))).toHaveLength(2);
  expect(onTerminal).toContainEqual(expect.stringMatching(/━+─+ 1\/4 {2}loss \d\.\d{4} {2}at most 0:\d\d left$/));
  expect(onTerminal.at(-1)).toBe('<clear>');
});

test.each(
  /** @type {const} */ ([
    ['an epoch that was cut short before its validation has no line', { validates: true, stopAt: 'onBatchEnd' }, 0],
    ['an epoch after which training stopped has one', { validates: true, stopAt: 'onEpochEnd' }, 1],
    ['without validation every epoch has one', { validates: false, stopAt: 'onBatchEnd' }, 1],
  ]),
)('%s', async (_, options, count) => {
  expect(await written({ isTTY: false, ...options })).toHaveLength(count);
});

/**
 * What two epochs of four batches write.
 *
 * @param {object} options
 * @param {boolean} options.isTTY
 * @param {boolean} [options.validates]
 * @param {'onBatchEnd' | 'onEpochEnd'} [options.stopAt] a hook that stops training
 */
async function written({ isTTY, validates = true, stopAt }) {
  const texts = /** @type {string[]} */ ([]);
  const terminal = /** @type {NodeJS.WriteStream} */ (
    /** @type {unknown} */ ({
      isTTY,
      columns: 100,
      hasColors: () => false,
      write: (/** @type {string} */ text) => texts.push(text),
      cursorTo: () => {},
      clearLine: () => texts.push('<clear>'),
    })
  );
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'zeros' })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const stop = new Stop();
  const stopTraining = async () => {
    model.stopTraining = true;
  };
  if (stopAt) stop[stopAt] = stopTraining;
  await model.fit(tf.ones([8, 1]), tf.ones([8, 1]), {
    epochs: 2,
    batchSize: 2,
    ...(validates && { validationData: [tf.ones([2, 1]), tf.ones([2, 1])] }),
    callbacks: [stop, new Progress({ terminal })],
    verbose: 0,
  });
  return texts;
}
