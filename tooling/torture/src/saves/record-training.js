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
  const stop = recordFiles(job.directory, (call) => steps.push({ call }));
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
 * @returns {() => void} records no more
 */
export function recordFiles(directory, onCall) {
  /** @type {Map<string, number>} what was written to each file */
  const sizes = new Map();
  /** What has succeeded. @param {import('./intercept-files.js').FileCall} call */
  const note = (call, /** @type {number} */ size, /** @type {any} */ result) => {
    if (call.kind === 'open' && call.flags === 'r') return;
    const path = relative(directory, call.path);
    const to = call.to && relative(directory, call.to);
    const bytes = call.bytes?.slice(0, result.bytesWritten);
    if (call.kind === 'write') sizes.set(path, size + result.bytesWritten);
    if (to !== undefined) {
      sizes.set(to, size);
      sizes.delete(path);
    }
    onCall({ ...call, path, size, ...(to && { to }), ...(bytes && { bytes }) });
  };
  const sizeOf = (/** @type {string} */ path) => sizes.get(relative(directory, path)) ?? 0;
  return interceptFiles(
    async (call, proceed) => {
      const size = sizeOf(call.path);
      // The disk need not work for what is only written down.
      const result = call.kind === 'fsync' ? undefined : await proceed();
      note(call, size, result);
      return result;
    },
    (call, proceed) => {
      const size = sizeOf(call.path);
      const result = proceed();
      note(call, size, result);
      return result;
    },
  );
}
