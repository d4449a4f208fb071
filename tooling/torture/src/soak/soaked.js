// node --expose-gc soaked.js JOB: trains long, and prints from time to time what the process holds, a line of JSON each time.
import { readdirSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Callback, env, memory, randomUniform, scalar } from '@cb-tooling/backend/tf';
import { interceptFiles } from '../saves/intercept-files.js';
import { wholeModel } from '../whole/model.js';
import { soakedCallbacks } from './callbacks.js';
import { drive } from './drive.js';

/**
 * @typedef {object} SoakJob
 * @property {string} directory
 * @property {'hooks' | 'fit'} by whether only hooks are called, or a model is trained
 * @property {string[]} without names of callbacks; `fit` without all is the measure
 * @property {number} epochs
 * @property {number} batches
 * @property {number} every so many epochs comes a sample
 * @property {'tensor' | 'bytes' | 'numbers'} [leak] something to lose every hundred epochs, on purpose
 */

/** @type {SoakJob} */
const job = JSON.parse(String(process.argv[2]));

// In tests TensorFlow.js keeps a number for each operation, for ever. Elsewhere its first one prints an advertisement.
scalar(0).dispose();
env().set('IS_TEST', false);
// What is measured is what is held, not the disk.
interceptFiles(
  async ({ kind }, proceed) => (kind === 'fsync' ? undefined : proceed()),
  (_call, proceed) => proceed(),
);

/** @type {unknown[]} */
const leaked = [];
const leaks = {
  tensor: () => leaked.push(scalar(leaked.length)),
  bytes: () => leaked.push(new ArrayBuffer(256)),
  numbers: () => leaked.push(Array(4000).fill(0.5)),
};

async function sample(/** @type {number} */ epoch) {
  if (epoch % 100 === 0 && job.leak) leaks[job.leak]();
  if (epoch % job.every !== 0) return;
  for (let turn = 0; turn < 3; turn++) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers, external, rss } = process.memoryUsage();
  const handles = readdirSync('/proc/self/fd').length + process.getActiveResourcesInfo().length;
  const line = { epoch, heap: heapUsed, arrayBuffers, external, rss, tensors: memory().numTensors, handles };
  writeSync(1, `${JSON.stringify(line)}\n`);
}

class Sampler extends Callback {
  /** @override @param {number} epoch */
  onEpochEnd(epoch) {
    return sample(epoch);
  }
}

const named = Object.entries(soakedCallbacks(job.directory)).filter(([name]) => !job.without.includes(name));
const callbacks = named.map(([, callback]) => callback);
const model = wholeModel();
if (job.by === 'hooks') await drive(callbacks, model, { ...job, onEpoch: sample });
else {
  const [xs, ys] = [
    randomUniform([job.batches, 4], 0, 1, 'float32', 1),
    randomUniform([job.batches, 1], 0, 1, 'float32', 2),
  ];
  await model.fit(xs, ys, {
    ...{ epochs: job.epochs, batchSize: 1, shuffle: false, verbose: 0, validationData: [xs, ys] },
    callbacks: [...callbacks, new Sampler()],
  });
}
