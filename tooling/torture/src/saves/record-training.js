import { relative } from 'node:path';
import { crowd } from './crowd.js';
import { interceptFiles } from './intercept-files.js';
import { train } from './toy-training.js';
import { Training } from './training.js';
import { Watcher } from './watcher.js';

/**
 * @typedef {import('./intercept-files.js').FileCall & { size: number }} PastCall a call that has succeeded. Its paths are
 *   relative, and `size` is what was written to the file before it began
 * @typedef {{ call: PastCall } | { news: import('./promised.js').News }} Step
 */

/**
 * Records a training: what it does to files, and in between what it takes for certain.
 *
 * @param {import('./training.js').Job} job in a directory that is empty
 * @returns {Promise<Step[]>}
 */
export async function recordTraining(job) {
  /** @type {Step[]} */
  const steps = [];
  const training = new Training(job);
  const { model, checkpoint, backup } = training;
  const watcher = new Watcher(training, job.epochs, (news) => steps.push({ news }));
  const stop = interceptFiles(recorder(job.directory, (call) => steps.push({ call })));
  try {
    if (job.isCrowded) await crowd(training.places.checkpoints);
    await train(model, { epochs: job.epochs, callbacks: [checkpoint, backup, watcher] });
  } finally {
    stop();
    model.optimizer.dispose();
    model.dispose();
  }
  return steps;
}

/**
 * @param {string} directory
 * @param {(call: PastCall) => void} onCall
 * @returns {import('./intercept-files.js').Decide}
 */
function recorder(directory, onCall) {
  /** @type {Map<string, number>} what was written to each file */
  const sizes = new Map();
  return (call) => {
    const path = relative(directory, call.path);
    const to = call.to === undefined ? undefined : relative(directory, call.to);
    const size = sizes.get(path) ?? 0;
    const done = (/** @type {number} */ bytesWritten) => {
      if (call.kind === 'open' && call.flags === 'r') return;
      if (call.kind === 'write') sizes.set(path, (sizes.get(path) ?? 0) + bytesWritten);
      if (to !== undefined) sizes.set(to, size);
      const bytes = call.bytes?.slice(0, bytesWritten);
      onCall({ ...call, path, size, ...(to !== undefined && { to }), ...(bytes && { bytes }) });
    };
    // The disk need not work for what is only written down.
    return { isSkipped: call.kind === 'fsync', done };
  };
}
