import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TensorBoard } from '@cb/tensorboard';
import { Chance } from '../chance.js';
import { eventFilesIn, eventsIn } from '../events.js';
import { toyModel, train } from '../saves/toy-training.js';
import { inDirectory } from '../temporary-directory.js';
import { DAMAGES, NEIGHBOURS } from './damage.js';
import { stepsShown } from './served.js';

/** Epochs of the training whose events are damaged, and of the one that goes on. */
const [FIRST, ALL] = [6, 8];

const PYTHON = process.env.CB_PYTHON ?? 'python3';

/** Its ways of reading. */
const LOADERS = { fast: [], slow: ['--load_fast=false'] };

/**
 * Damages the event files of trainings, goes on with them, and asks TensorBoard for the curves: the points before the
 * damage, and those after.
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
    const chance = new Chance(seed);
    const [whole, logDir] = [join(root, 'whole'), join(root, 'damaged')];
    await trainShown(whole, 0, FIRST);
    const [file = ''] = eventFilesIn(join(whole, 'train'));
    /** @type {Map<string, number[]>} */
    const expected = new Map();
    /** @type {Map<string, string>} */
    const stories = new Map();
    for (let number = 0; number < attempts; number++) {
      const [damage, neighbour] = [chance.pick(Object.keys(DAMAGES)), chance.pick(Object.keys(NEIGHBOURS))];
      const directory = join(logDir, String(number), 'train');
      mkdirSync(directory, { recursive: true });
      const bytes = /** @type {Uint8Array} */ (DAMAGES[damage]?.(readFileSync(file), chance));
      writeFileSync(join(directory, basename(file)), bytes);
      NEIGHBOURS[neighbour]?.(directory, chance);
      const steps = stepsIn(bytes);
      await trainShown(join(logDir, String(number)), steps.length, ALL);
      const run = `${number}/train`;
      expected.set(
        run,
        Array.from({ length: ALL }, (_, step) => step),
      );
      stories.set(run, `a file ${damage} after ${steps.length} epochs, beside ${neighbour}`);
      tally.attempts++;
      tally.faults++;
    }
    for (const [loader, options] of Object.entries(LOADERS)) {
      const shown = await stepsShown(PYTHON, logDir, options, expected);
      for (const [run, steps] of expected) {
        if (String(shown.get(run)) === String(steps)) continue;
        tally.note('lost', `${stories.get(run)}: the ${loader} loader shows the steps ${shown.get(run)}`);
      }
    }
  });
}

/** @param {Uint8Array} bytes */
function stepsIn(bytes) {
  return eventsIn(bytes).events.flatMap(({ tag, step }) => (tag === 'epoch_loss' ? [step] : []));
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
