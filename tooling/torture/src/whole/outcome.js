import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bestCheckpoint, latestCheckpoint, loadModel, loadWeights } from '@cb/checkpoint';
import { curvesIn } from '../events.js';
import { isOfWeights } from '../saves/saving.js';
import { wholeModel } from './model.js';
import { placesIn } from './training.js';

/** Tags of what tells the time, or how the first of several runs ended. */
const OF_THE_MOMENT = /^_hparams_/;

/** By run, by loader, by tag, by step. @typedef {Record<string, Record<string, ReturnType<typeof curvesIn>>>} Curves */

/**
 * All that a training has left on the disk, but for times, as JSON.
 *
 * @param {import('./job.js').Job} job
 */
export async function outcomeOf({ directory, format }) {
  const { backup, checkpoints, csv, curves, steps } = placesIn(directory);
  return {
    csv: readFileSync(csv, 'utf8'),
    backup: existsSync(backup) ? readdirSync(backup).map((name) => name.replace(/-[0-9a-f]{12}/, '')) : undefined,
    checkpoints: await checkpointsOf(checkpoints, isOfWeights(format)),
    steps: await checkpointsOf(steps, true),
    curves: /** @type {Curves} */ (
      Object.fromEntries(
        ['train', 'validation'].map((run) => [
          run,
          { fast: curvesIn(join(curves, run), 'fast'), slow: curvesIn(join(curves, run), 'slow') },
        ]),
      )
    ),
    hparams: Object.keys(curvesIn(curves, 'fast')).filter((tag) => OF_THE_MOMENT.test(tag)),
  };
}

/** Whether a training writes it that nobody interrupts. @param {string} name of a checkpoint */
export const isOfAll = (name) => !name.startsWith('interrupted');

/**
 * @param {string} directory
 * @param {boolean} areOfWeights
 */
async function checkpointsOf(directory, areOfWeights) {
  /** @type {{ checkpoints: { path: string, savedAt: string, files: { name: string, size: number, sha256: string }[] }[] }} */
  const { checkpoints } = JSON.parse(readFileSync(join(directory, 'checkpoints.json'), 'utf8'));
  const found = [];
  for (const { savedAt, files, ...facts } of checkpoints) {
    const path = join(directory, facts.path);
    const sizes = files.map(({ size }) => size);
    found.push({ ...facts, sizes, weights: await weightsOf(path, areOfWeights) });
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const [latest, best] = [await latestCheckpoint(directory), await bestCheckpoint(directory, { monitor: 'loss' })];
  return {
    names: readdirSync(directory).filter(isOfAll).sort(),
    found: found.filter(({ path }) => isOfAll(path)),
    latest: basename(String(latest)),
    best: basename(String(best)),
  };
}

/**
 * @param {string} path of a checkpoint
 * @param {boolean} areOfWeights
 */
export async function weightsOf(path, areOfWeights) {
  const model = areOfWeights ? wholeModel() : await loadModel(path);
  try {
    if (areOfWeights) await loadWeights(model, path);
    const slots = areOfWeights ? [] : await model.optimizer.getWeights();
    const hash = createHash('sha256');
    for (const tensor of [...model.getWeights(), ...slots.map((slot) => slot.tensor)]) hash.update(tensor.dataSync());
    return hash.digest('hex').slice(0, 16);
  } finally {
    model.optimizer.dispose();
    model.dispose();
  }
}
