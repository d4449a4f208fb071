// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseBackend } from '../src/backend.js';
import { runDemo } from '../src/demo.js';
import { summarize } from '../src/summary.js';
import { backend, folder } from './program.js';

const choice = await chooseBackend(backend);

/**
 * A run of at most two epochs that is interrupted as soon as it shows a text.
 *
 * @param {RegExp} text
 */
async function interruptedAt(text) {
  const controller = new AbortController();
  let shown = '';
  const write = (/** @type {string} */ more) => {
    shown += more;
    if (text.test(shown)) controller.abort('SIGINT');
  };
  const terminal = /** @type {NodeJS.WriteStream} */ (/** @type {unknown} */ ({ write }));
  const out = join(folder, text.source);
  const options = { epochs: 2, choice, out, seed: 7, digitsPerLabel: 100, signal: controller.signal, terminal };
  const run = await runDemo(options);
  return {
    run,
    summary: summarize(run),
    epochs: shown.match(/^Epoch \d\/2 \d\/7/gm) ?? [],
    curves: join(out, 'curves.svg'),
  };
}

test('an epoch that was interrupted is shown as far as it came, and neither counted nor drawn', async () => {
  const { run, summary, epochs, curves } = await interruptedAt(/Epoch 1/);
  expect(epochs).toEqual(['Epoch 1/2 7/7', 'Epoch 2/2 1/7']);
  expect(summary).toMatch(/^Epochs {9}1 of 2: interrupted in epoch 2\n/);
  expect(summary).toContain('\nLearning rate  0.004\n');
  expect(summary).toContain('\nCheckpoint     ');
  expect(summary).not.toContain('\nAccuracy');
  expect(Object.values(run.history).map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(readFileSync(curves, 'utf8')).toContain('>epoch 1</text>');
});

test('where the first epoch was interrupted there is nothing to draw', async () => {
  const { summary, epochs, curves } = await interruptedAt(/Digits/);
  expect(epochs).toEqual(['Epoch 1/2 1/7']);
  expect(summary).toMatch(/^Epochs {9}0 of 2: interrupted in epoch 1\nFiles {10}/);
  expect(summary).toMatch(/\n {15}\(comes with: pip install tensorboard\)$/);
  expect(existsSync(curves)).toBe(false);
});

test('an interruption after the last epoch leaves out the examination only', async () => {
  const { summary, epochs, curves } = await interruptedAt(/Epoch 2/);
  expect(epochs).toEqual(['Epoch 1/2 7/7', 'Epoch 2/2 7/7']);
  expect(summary).toMatch(/^Epochs {9}2 of 2: all that were asked for\nBest epoch /);
  expect(summary).not.toContain('\nAccuracy');
  expect(readFileSync(curves, 'utf8')).toContain('>epoch 2</text>');
});
