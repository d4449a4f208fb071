// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { WeightSnapshot } from '@cb/core';
import { BACKENDS, loadBackend } from '@cb-tooling/backend/load';
import * as tf from '@tensorflow/tfjs-core';
import { contest, rowsOf, timed } from './src/contest.js';
import { medianOf, only } from './src/measure.js';
import { memoryInUse } from './src/memory.js';
import { denseModel } from './src/models.js';
import { publish } from './src/publish.js';

/** @typedef {{ rows: import('./src/measure.js').Row[], megabytes: number }} Result */

const backend = process.argv[2];
if (backend === undefined) await compareBackends();
else process.send?.(await measure(backend));

async function compareBackends() {
  const measures = [];
  const goals = [];
  const remarks = [];
  for (const name of BACKENDS) {
    const child = fork(import.meta.filename, [name], { execArgv: ['--expose-gc'], silent: true });
    /** @type {Result | undefined} */
    let result;
    child.on('message', (message) => {
      result = /** @type {Result} */ (message);
    });
    await once(child, 'close');
    if (result === undefined) {
      remarks.push(`Not on ${name}: it is not installed.`);
      continue;
    }
    const { rows, megabytes } = result;
    const shape = /** @type {const} */ ({ unit: 'ms', better: 'less' });
    measures.push(
      {
        name: `${name}: snapshot`,
        ...shape,
        ours: 'WeightSnapshot',
        rows: only(rows, 'WeightSnapshot', 'clone of every weight'),
      },
      { name: `${name}: restore`, ...shape, rows: only(rows, 'restore()') },
    );
    goals.push(
      { says: `${name}: a snapshot takes`, value: medianOf(rows, 'WeightSnapshot'), unit: 'ms', atMost: 1 },
      { says: `${name}: memory that it takes`, value: megabytes, unit: 'MB', atMost: 1 },
    );
  }
  const work =
    'A snapshot of the weights of a model of 100 MB in one layer, which restores them, beside a clone of each weight. Memory ' +
    'is that of the process, before training goes on.';
  publish({ name: 'snapshot', work, measures, goals, remarks });
}

/** @param {string} name @returns {Promise<Result>} */
async function measure(name) {
  await loadBackend(name);
  const model = denseModel({ units: 5000, count: 1 });
  new WeightSnapshot(model).dispose();
  const before = memoryInUse().rss;
  const kept = new WeightSnapshot(model);
  const megabytes = Math.max(0, memoryInUse().rss - before) / 1e6;
  kept.dispose();
  const rows = await contest(
    {
      WeightSnapshot: () => takes(() => new WeightSnapshot(model)),
      'clone of every weight': () => takes(cloneAll),
      'restore()': async () => {
        const snapshot = new WeightSnapshot(model);
        const time = await timed(() => snapshot.restore());
        snapshot.dispose();
        return time;
      },
    },
    { rounds: 11 },
  );
  return { rows: rowsOf(rows, (ms) => ms), megabytes };

  function cloneAll() {
    const copies = model.getWeights().map((weight) => weight.clone());
    return { dispose: () => tf.dispose(copies) };
  }
}

/** @param {() => { dispose(): void }} make */
async function takes(make) {
  /** @type {{ dispose(): void } | undefined} */
  let made;
  const time = await timed(() => {
    made = make();
  });
  made?.dispose();
  return time;
}
