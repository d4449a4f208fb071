// @ts-check
import { join } from 'node:path';
import { SummaryWriter } from '@cb/tensorboard/writer';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { contest, timed } from './src/contest.js';
import { folderOnDisk } from './src/folder-on-disk.js';
import { medianOf, only } from './src/measure.js';
import { publish } from './src/publish.js';
import { startPython } from './src/python-peer.js';
import { tfjsNode } from './src/tfjs-node.js';

const BUCKETS = 30;
await loadBackend('tensorflow');
const python = await startPython('summary_peers.py');
const folder = folderOnDisk();
const tensor = tf.randomNormal([10_000_000]);
const values = tensor.dataSync();

let runs = 0;
const run = () => join(folder, `${runs++}`);
const options = { rounds: 9, pauseMs: 300 };
const ofTensor = 'SummaryWriter, of a tensor';
const shape = /** @type {const} */ ({ unit: 'ms', better: 'less', ours: 'SummaryWriter' });
const written = await contest(
  {
    SummaryWriter: () => timed(() => ours(values)),
    [ofTensor]: () => timed(() => ours(tensor)),
    'tf.node.summaryFileWriter': () => timed(native),
    'tf.summary': () => python.ask(`tf.summary histogram ${BUCKETS} ${run()}`),
    tensorboardX: () => python.ask(`tensorboardX histogram ${BUCKETS} ${run()}`),
  },
  options,
);
const computed = await contest(
  {
    SummaryWriter: computeOurs,
    'a plain pass': () => timed(() => plainPass(values)),
    'np.histogram': () => python.ask(`np.histogram histogram ${BUCKETS} ${folder}`),
  },
  options,
);
await python.stop();

const quotient = (/** @type {string} */ peer) => medianOf(computed, 'SummaryWriter') / medianOf(computed, peer);
publish({
  name: 'histogram',
  work:
    `A histogram of ten million normally distributed float32 in ${BUCKETS} buckets: once from the call until it is in a file, ` +
    'once the counting alone. Python has them as a NumPy array. The plain pass is a loop that adds them up.',
  measures: [
    { ...shape, name: 'an array, into a file', rows: only(written, 'SummaryWriter', 'tf.summary', 'tensorboardX') },
    {
      ...shape,
      name: 'a tensor, into a file',
      ours: ofTensor,
      rows: only(written, ofTensor, 'tf.node.summaryFileWriter'),
    },
    { ...shape, name: 'an array, counting alone', rows: computed },
  ],
  goals: [
    { says: "quotient to np.histogram's time", value: quotient('np.histogram'), atMost: 1 },
    {
      says: 'plain passes',
      value: quotient('a plain pass'),
      atMost: 2.5,
      missedBecause:
        'One pass finds the range, the other one multiplies and writes to memory for each value, four values at a time in both. ' +
        'What is left is a value at a time, where vectors (WebAssembly SIMD) would take four.',
    },
  ],
  remarks: python.remarks,
});

/** @param {Parameters<SummaryWriter['histogram']>[1]} what */
async function ours(what) {
  const writer = new SummaryWriter(run());
  await writer.histogram('values', what, 0, { buckets: BUCKETS });
  await writer.close();
}

async function computeOurs() {
  const writer = new SummaryWriter(run());
  // A typed array is counted before the call returns.
  const took = await timed(() => void writer.histogram('values', values, 0, { buckets: BUCKETS }));
  await writer.close();
  return took;
}

function native() {
  const writer = tfjsNode().summaryFileWriter(run());
  writer.histogram('values', tensor, 0, BUCKETS);
  writer.flush();
}

/** @param {typeof values} array */
function plainPass(array) {
  let total = 0;
  for (let index = 0; index < array.length; index++) total += Number(array[index]);
  return total;
}
