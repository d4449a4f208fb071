import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TensorBoard } from '@cb/tensorboard';
import { Chance } from '../chance.js';
import { eventFilesIn, eventsIn } from '../events.js';
import { toyModel, train } from '../saves/toy-training.js';
import { inDirectory } from '../temporary-directory.js';
import { DAMAGES, NEIGHBOURS } from './damage.js';
import { hasAll, served } from './served.js';

/** Epochs of the training whose events are damaged, and of the one that goes on. */
const [FIRST, ALL] = [6, 8];

const PYTHON = process.env.CB_PYTHON ?? 'python3';

/** Its ways of reading. */
const LOADERS = { fast: [], slow: ['--load_fast=false'] };

/**
 * Damages the event files of trainings and goes on with them while TensorBoard looks on: it must show the points before the
 * damage, and then those after.
 *
 * @param {{ attempts: number, seed: number }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function showDamaged({ attempts, seed }, tally) {
  if (spawnSync(PYTHON, ['-c', 'import tensorboard']).status !== 0) {
    tally.skipped = `${PYTHON} has no TensorBoard: CB_PYTHON names one that has`;
    return;
  }
  await inDirectory(async (root) => {
    const logDir = join(root, 'damaged');
    const stories = await damagedRuns(root, logDir, attempts, new Chance(seed));
    const servers = Object.entries(LOADERS).map(([loader, options]) => ({
      loader,
      ...served(PYTHON, logDir, options),
    }));
    /** @param {(epochs: number) => number} lastOf how many steps are to be shown of a run with so many whole epochs */
    const compare = async (lastOf) => {
      const expected = new Map(stories.map(({ run, epochs }) => [run, stepsBefore(lastOf(epochs))]));
      for (const { loader, steps } of servers) {
        const shown = await steps(expected);
        for (const { run, story } of stories) {
          if (hasAll(shown.get(run), expected.get(run))) continue;
          tally.note('lost', `${story}: the ${loader} loader shows the steps ${shown.get(run)}`);
        }
      }
    };
    try {
      await compare((epochs) => epochs);
      for (const { run, epochs } of stories) {
        await trainShown(dirname(join(logDir, run)), epochs, ALL);
        tally.attempts++;
        tally.faults++;
      }
      await compare(() => ALL);
    } finally {
      for (const { stop } of servers) await stop();
    }
  });
}

/**
 * Runs whose event files are damaged, with the epochs that are whole in them.
 *
 * @param {string} root
 * @param {string} logDir
 * @param {number} count
 * @param {Chance} chance
 */
async function damagedRuns(root, logDir, count, chance) {
  const whole = join(root, 'whole');
  await trainShown(whole, 0, FIRST);
  const [file = ''] = eventFilesIn(join(whole, 'train'));
  return Array.from({ length: count }, (_, number) => {
    const [damage, neighbour] = [chance.pick(Object.keys(DAMAGES)), chance.pick(Object.keys(NEIGHBOURS))];
    const run = `${number}/train`;
    const directory = join(logDir, run);
    mkdirSync(directory, { recursive: true });
    const bytes = /** @type {Uint8Array} */ (DAMAGES[damage]?.(readFileSync(file), chance));
    writeFileSync(join(directory, basename(file)), bytes);
    NEIGHBOURS[neighbour]?.(directory, chance);
    const epochs = lossesIn(bytes);
    return { run, epochs, story: `${run}, a file ${damage} after ${epochs} epochs, beside ${neighbour}` };
  });
}

const stepsBefore = (/** @type {number} */ end) => Array.from({ length: end }, (_, step) => step);

/** @param {Uint8Array} bytes */
function lossesIn(bytes) {
  return eventsIn(bytes).events.filter(({ tag }) => tag === 'epoch_loss').length;
}

/** @param {string} logDir @param {number} initialEpoch @param {number} epochs */
async function trainShown(logDir, initialEpoch, epochs) {
  const model = toyModel();
  try {
    await train(model, { initialEpoch, epochs, callbacks: [new TensorBoard({ logDir, strict: true })] });
  } finally {
    model.optimizer.dispose();
    model.dispose();
  }
}
