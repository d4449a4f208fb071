// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '@cb/checkpoint';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../src/backend.js';
import { runDemo } from '../src/demo.js';
import { loadDigits } from '../src/digits.js';
import { examine } from '../src/examination.js';
import { summarize } from '../src/summary.js';
import { backend, folder } from './program.js';
import { noTensorBoard, readEvents } from './tensorboard.js';

const choice = await chooseBackend(backend);
const seed = 7;
const digitsPerLabel = 100;

describe(`two epochs on ${backend}`, () => {
  const shown = /** @type {string[]} */ ([]);
  const terminal = /** @type {NodeJS.WriteStream} */ ({ write: (/** @type {string} */ text) => shown.push(text) > 0 });
  /** @param {string} out */
  const run = (out) => runDemo({ epochs: 2, choice, out: join(folder, out), seed, digitsPerLabel, terminal });
  /** @type {import('../src/demo.js').Run} */
  let result;

  beforeAll(async () => {
    result = await run('first');
  });

  test('end with a checkpoint that reads the digits kept aside exactly as the model did', async () => {
    const { test } = await loadDigits({ seed, digitsPerLabel });
    const loaded = await loadModel(String(result.checkpoint));
    const { right, total } = await examine(loaded, test);
    expect(total).toBe(100);
    expect(right).toBe(result.examination?.right);
    expect(right).toBeGreaterThan(50);
  });

  test('leave a checkpoint of each epoch that was the best so far, and nothing unfinished', () => {
    expect(result.best?.epoch).toBe(1);
    const files = readdirSync(result.out, { recursive: true, encoding: 'utf8' }).sort();
    expect(files.filter((file) => /^weights[^/]*$/.test(file))).toEqual([
      expect.stringMatching(/^weights\.01-\d\.\d\d$/),
      expect.stringMatching(/^weights\.02-\d\.\d\d$/),
    ]);
    expect(files.filter((file) => /tmp|temp|partial/.test(file))).toEqual([]);
  });

  test.skipIf(noTensorBoard)(
    `leave curves for TensorBoard${noTensorBoard ? ` (skipped: ${noTensorBoard})` : ''}`,
    () => {
      const { train, validation } = readEvents(result.logDir);
      const batches = Math.ceil(800 / 128);
      expect(steps(train?.epoch_loss)).toEqual([0, 1]);
      expect(steps(train?.epoch_acc)).toEqual([0, 1]);
      expect(train?.epoch_learning_rate?.map(([, rate]) => rate)).toEqual([
        expect.closeTo(0.004, 6),
        expect.closeTo(0.004, 6),
      ]);
      expect(steps(train?.batch_loss)).toEqual(Array.from({ length: 2 * batches }, (_, batch) => batch + 1));
      expect(steps(validation?.epoch_acc)).toEqual([0, 1]);
      expect(validation?.epoch_loss?.[1]?.[1]).toBeCloseTo(Number(result.best?.valLoss), 5);
    },
  );

  test('leave a picture of the curves', () => {
    const svg = readFileSync(join(result.out, 'curves.svg'), 'utf8');
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    expect(svg).toContain('>best epoch: 2</text>');
  });

  test('show one line an epoch where there is no terminal', () => {
    const lines = shown.join('').split('\n');
    expect(lines[0]).toMatch(/^Backend {2}.*, as asked for: training a /);
    expect(lines[1]).toBe('Digits   800 to learn from, 100 to validate, 100 kept aside for the end (seed 7)');
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(
        /^Epoch 1\/2 7\/7 - .* - loss: .* acc: .* val_loss: .* val_acc: .* learning_rate: 0\.0040$/,
      ),
      expect.stringMatching(
        /^Epoch 2\/2 7\/7 - .* - loss: .* acc: .* val_loss: .* val_acc: .* learning_rate: 0\.0040$/,
      ),
      '',
    ]);
  });

  test('are summed up for a person', () => {
    const summary = summarize(result);
    expect(summary).toMatch(/^Epochs {9}2 of 2: all that were asked for\n/);
    expect(summary).toMatch(/\nAccuracy {7}\d\d\.\d %: \d\d of 100 digits that it had never seen\n/);
    expect(summary).toContain(`\nCheckpoint     ${result.checkpoint}, loaded back: the same answers\n`);
    expect(summary).toContain(`\nCurves         tensorboard --logdir ${result.logDir}\n`);
  });

  test('give the same result again for the same seed', async () => {
    const again = await run('again');
    expect(again.best).toEqual(result.best);
    expect(again.examination).toEqual(result.examination);
  });
});

test('an interruption before training leaves nothing behind', async () => {
  const out = join(folder, 'never-begun');
  const signal = AbortSignal.abort('SIGINT');
  await expect(runDemo({ epochs: 2, choice, out, seed, signal })).rejects.toBe('SIGINT');
  expect(existsSync(out)).toBe(false);
});

/** @param {[step: number, value: number][]} [curve] */
function steps(curve) {
  return curve?.map(([step]) => step);
}
