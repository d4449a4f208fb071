import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/**
 * What a training has come to, as JSON: weights and what the optimizer remembers, and what the callbacks have decided.
 *
 * @param {import('./training.js').WholeTraining} training that has ended
 * @param {Record<string, unknown>} history of the epochs that this process has trained
 */
export async function endOf(training, history) {
  const { model, stopping, plateau, checkpoint, job, nan } = training;
  const pathOf = (/** @type {string | undefined} */ path) => path && relative(job.directory, path);
  const slots = await model.optimizer.getWeights();
  return {
    weights: model.getWeights().map(digestOf),
    optimizer: slots.map(({ tensor }) => digestOf(tensor)),
    stopping: [stopping.best, stopping.bestEpoch, stopping.stoppedEpoch, stopping.wait, stopping.stopReason ?? null],
    plateau: [plateau.best, plateau.wait, plateau.cooldownCounter],
    checkpoint: [checkpoint.best ?? null, pathOf(checkpoint.bestPath) ?? null, pathOf(checkpoint.lastPath)],
    nan: nan.stopReason ?? null,
    history,
  };
}

/** @param {{ dataSync(): ArrayBufferView }} tensor */
function digestOf(tensor) {
  const { buffer, byteOffset, byteLength } = tensor.dataSync();
  return createHash('sha256')
    .update(Buffer.from(buffer, byteOffset, byteLength))
    .digest('hex')
    .slice(0, 16);
}
