// @ts-check
// A histogram of ten million floats in 30 buckets, from the first call until it is in a file; np.histogram and the row
// "computed" are without the file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { nativeWriter } from './native-writer.js';
import { median, table } from './statistics.js';
import { startPeers } from './summary-peers.js';

const ROUNDS = 9;
const BUCKETS = 30;
await loadBackend('tensorflow');
const peers = await startPeers();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const tensor = tf.randomNormal([10_000_000]);
const values = tensor.dataSync();

/** @type {Record<string, (folder: string) => Promise<number | undefined>>} */
const writers = {
  'SummaryWriter, typed array, computed': computed,
  'np.histogram': async (folder) => peers?.run('np.histogram', 'histogram', BUCKETS, folder),
  'SummaryWriter, typed array': (folder) => timed(() => ours(folder, values)),
  'SummaryWriter, tensor': (folder) => timed(() => ours(folder, tensor)),
  'tf.node.summaryFileWriter, tensor': (folder) => timed(() => native(folder)),
  ...(peers && {
    'tf.summary.histogram': (folder) => peers.run('tf.summary', 'histogram', BUCKETS, folder),
    'tensorboardX add_histogram': (folder) => peers.run('tensorboardX', 'histogram', BUCKETS, folder),
  }),
};

/** @type {Map<string, number[]>} */
const results = new Map(Object.keys(writers).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, write] of Object.entries(writers)) {
    // The threads of the one before go on for a moment.
    await sleep(300);
    const time = await write(join(folder, `${Object.keys(writers).indexOf(name)}-${round}`));
    // The first round is to warm up.
    if (round > 0 && time !== undefined) results.get(name)?.push(time);
  }
}
peers?.stop();
rmSync(folder, { recursive: true });

const typedArray = median(results.get('SummaryWriter, typed array') ?? []);
console.info(`tensorflow, ${values.length.toExponential()} floats, medians of ${ROUNDS} rounds\n`);
console.info(
  table(
    ['writer', 'ms', 'SummaryWriter, typed array is'],
    Array.from(results)
      .filter(([, times]) => times.length > 0)
      .map(([name, times]) => [name, median(times).toFixed(0), `${(median(times) / typedArray).toFixed(1)} x as fast`]),
  ),
);

/**
 * @param {string} folder
 * @param {Parameters<SummaryWriter['histogram']>[1]} what
 */
async function ours(folder, what) {
  const writer = new SummaryWriter(folder);
  await writer.histogram('values', what, 0, { buckets: BUCKETS });
  await writer.close();
}

/** @param {string} folder */
async function computed(folder) {
  const writer = new SummaryWriter(folder);
  // A typed array is counted before the call returns.
  const time = await timed(async () => void writer.histogram('values', values, 0, { buckets: BUCKETS }));
  await writer.close();
  return time;
}

/** @param {string} folder */
async function native(folder) {
  const writer = nativeWriter(folder);
  writer.histogram('values', tensor, 0, BUCKETS);
  writer.flush();
}

/** @param {() => Promise<void>} action */
async function timed(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}
