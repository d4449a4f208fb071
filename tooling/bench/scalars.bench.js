// @ts-check
// Scalars a second into one curve, from the first call until the file is closed, and bytes on the disk for each; then what
// a million of them leave in memory. Each writer gets as many as it takes it some tenths of a second to write.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { loadBackend } from '@cb-tooling/backend/load';
import { nativeWriter } from './native-writer.js';
import { median, table } from './statistics.js';
import { startPeers } from './summary-peers.js';

const ROUNDS = 5;
await loadBackend('tensorflow');
const peers = await startPeers();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

/** @type {Record<string, [count: number, write: (count: number, folder: string) => Promise<number>]>} */
const writers = {
  SummaryWriter: [300_000, (count, folder) => timed(() => ours(count, folder))],
  'tf.node.summaryFileWriter': [20_000, (count, folder) => timed(() => native(count, folder))],
  ...(peers && {
    tensorboardX: [4_000, (count, folder) => peers.run('tensorboardX', 'scalars', count, folder)],
    'tf.summary': [1_000, (count, folder) => peers.run('tf.summary', 'scalars', count, folder)],
  }),
};

/** @type {Map<string, { perSecond: number, bytes: number }[]>} */
const results = new Map(Object.keys(writers).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, [count, write]] of Object.entries(writers)) {
    const run = join(folder, `${name}-${round}`);
    const perSecond = (1000 * count) / (await write(count, run));
    const bytes = readdirSync(run).reduce((sum, file) => sum + statSync(join(run, file)).size, 0) / count;
    // The first round is to warm up.
    if (round > 0) results.get(name)?.push({ perSecond, bytes });
  }
}
peers?.stop();

const speed = (/** @type {string} */ name) => median(results.get(name)?.map(({ perSecond }) => perSecond) ?? []);
console.info(`medians of ${ROUNDS} rounds\n`);
console.info(
  table(
    ['writer', 'scalars a second', 'SummaryWriter is', 'bytes each'],
    Array.from(results, ([name, runs]) => [
      name,
      speed(name).toFixed(0),
      `${(speed('SummaryWriter') / speed(name)).toFixed(1)} x`,
      median(runs.map(({ bytes }) => bytes)).toFixed(1),
    ]),
  ),
);

const writer = new SummaryWriter(join(folder, 'million'));
/** @type {string[]} */
const memory = [];
for (let step = 0; step <= 1_000_000; step++) {
  writer.scalar('loss', step * 0.5, step);
  if (step % 1000 === 0) await setImmediate();
  if (step > 0 && step % 250_000 === 0) memory.push(`${(step / 1e6).toFixed(2)} million: ${megabytesInUse()} MB`);
}
await writer.close();
console.info(`\nIn use after ${memory.join(', ')}`);
rmSync(folder, { recursive: true });

/**
 * @param {number} count
 * @param {string} folder
 */
async function ours(count, folder) {
  const writer = new SummaryWriter(folder);
  for (let step = 0; step < count; step++) {
    writer.scalar('loss', step * 0.5, step);
    // As a training loop does, which waits for something.
    if (step % 1000 === 0) await setImmediate();
  }
  await writer.close();
}

/**
 * @param {number} count
 * @param {string} folder
 */
async function native(count, folder) {
  const writer = nativeWriter(folder);
  for (let step = 0; step < count; step++) writer.scalar('loss', step * 0.5, step);
  writer.flush();
}

/** @param {() => Promise<void>} action */
async function timed(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

function megabytesInUse() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return ((heapUsed + arrayBuffers) / 1e6).toFixed(1);
}
