// @ts-check
// A snapshot of the weights of a 100 MB model, beside the copies that model.getWeights() and clone() would be.
import { spawnSync } from 'node:child_process';
import { WeightSnapshot } from '@cb/core';
import { loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { median, table } from './statistics.js';

const ROUNDS = 11;
const [, file = '', backend] = process.argv;
if (backend === undefined) {
  const rows = ['cpu', 'wasm', 'tensorflow'].map((name) => {
    const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', file, name], { encoding: 'utf8' });
    return status === 0 ? JSON.parse(String(stdout.trim().split('\n').at(-1))) : [name, 'not installed', '', '', ''];
  });
  const head = [
    'backend',
    'snapshot, ms',
    'restore, ms',
    'clone of every weight, ms',
    'memory that a snapshot takes, MB',
  ];
  console.info(`25 million float32 weights, median of ${ROUNDS} rounds\n\n${table(head, rows)}`);
} else {
  await loadBackend(backend);
  const model = sequential({ layers: [layers.dense({ units: 5000, inputShape: [5000], useBias: false })] });
  new WeightSnapshot(model).dispose();
  const before = process.memoryUsage().rss;
  const kept = new WeightSnapshot(model);
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  const times = Array.from({ length: ROUNDS }, () => {
    const [snapshot, taken] = timed(() => new WeightSnapshot(model));
    const [, restored] = timed(() => snapshot.restore());
    const [copies, cloned] = timed(() => model.getWeights().map((weight) => weight.clone()));
    tf.dispose(copies);
    snapshot.dispose();
    return [taken, restored, cloned];
  });
  kept.dispose();
  const medians = [0, 1, 2].map((column) => median(times.map((row) => Number(row[column]))).toFixed(2));
  console.info(JSON.stringify([backend, ...medians, megabytes.toFixed(0)]));
}

/** @template Result @param {() => Result} action @returns {[Result, number]} and its milliseconds */
function timed(action) {
  const begin = performance.now();
  const result = action();
  return [result, performance.now() - begin];
}
