// @ts-check
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { loadBackend } from '@cb-tooling/backend/load';
import { contest, rowsOf, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { medianOf } from './src/measure.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';
import { tfjsNode } from './src/tfjs-node.js';

const OURS = 300_000;
await loadBackend('tensorflow');
const python = await startPython('summary_peers.py');
const folder = folderOnDisk();
await ours(OURS, join(folder, 'sample'));
const records = recordsOf(join(folder, 'sample'));

let runs = 0;
/**
 * @param {number} count as many as take the writer some tenths of a second
 * @param {(folder: string) => Promise<number | undefined>} write
 */
async function rate(count, write) {
  const run = join(folder, `${runs++}`);
  mkdirSync(run);
  const took = await write(run);
  if (took === undefined) return undefined;
  const bytes = readdirSync(run).reduce((sum, file) => sum + statSync(join(run, file)).size, 0);
  return { perSecond: (1000 * count) / took, bytes: bytes / count };
}
const rows = await contest(
  {
    SummaryWriter: () => rate(OURS, (run) => timed(() => ours(OURS, run))),
    'raw buffered write': () => rate(OURS, (run) => timed(() => raw(run))),
    'tf.node.summaryFileWriter': () => rate(20_000, (run) => timed(() => native(20_000, run))),
    tensorboardX: () => rate(4_000, (run) => python.ask(`tensorboardX scalars 4000 ${run}`)),
    'tf.summary': () => rate(1_000, (run) => python.ask(`tf.summary scalars 1000 ${run}`)),
  },
  { rounds: 7 },
);
await python.stop();

const perSecond = rowsOf(rows, (sample) => sample.perSecond);
const speed = (/** @type {string} */ who) => medianOf(perSecond, who);
publish({
  name: 'scalars',
  work:
    'Scalars with ascending steps into one curve, from the first call until the file is closed. The raw write copies the ' +
    'records that `SummaryWriter` has made, one by one, into a buffer of 64 KiB, and writes that whenever it is full.',
  measures: [
    { name: 'scalars a second', unit: '/s', better: 'more', ours: 'SummaryWriter', rows: perSecond },
    {
      name: 'bytes of a scalar',
      unit: 'bytes',
      better: 'less',
      ours: 'SummaryWriter',
      rows: rowsOf(rows, (sample) => sample.bytes),
    },
  ],
  goals: [
    { says: 'times the native writer', value: speed('SummaryWriter') / speed('tf.node.summaryFileWriter'), atLeast: 4 },
    {
      says: 'quotient to the time of a raw buffered write',
      value: speed('raw buffered write') / speed('SummaryWriter'),
      atMost: 1.5,
      missedBecause:
        'A point needs the time of the clock, which takes as long as the whole raw write, and a checksum, as long again; the ' +
        'rest are the checks of the arguments and three stores. One clock for many points would change what is logged.',
    },
  ],
  remarks: python.remarks,
});

/**
 * @param {number} count
 * @param {string} run
 */
async function ours(count, run) {
  const writer = new SummaryWriter(run);
  for (let step = 0; step < count; step++) {
    writer.scalar('loss', step * 0.5, step);
    // As a training loop does, which waits for something.
    if (step % 1000 === 0) await setImmediate();
  }
  await writer.close();
}

/** @param {string} run where `ours` has written @returns {Buffer[]} */
function recordsOf(run) {
  const bytes = readFileSync(join(run, String(readdirSync(run)[0])));
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + Number(bytes.readBigUInt64LE(at)) + 16;
    found.push(bytes.subarray(at, end));
    at = end;
  }
  return found;
}

/** @param {string} run */
function raw(run) {
  const file = openSync(join(run, 'raw'), 'w');
  const buffer = Buffer.alloc(65536);
  let used = 0;
  for (const record of records) {
    if (used + record.length > buffer.length) used -= writeSync(file, buffer, 0, used);
    buffer.set(record, used);
    used += record.length;
  }
  writeSync(file, buffer, 0, used);
  closeSync(file);
}

/**
 * @param {number} count
 * @param {string} run
 */
function native(count, run) {
  const writer = tfjsNode().summaryFileWriter(run);
  for (let step = 0; step < count; step++) writer.scalar('loss', step * 0.5, step);
  writer.flush();
}
