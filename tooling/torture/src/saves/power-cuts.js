import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inDirectory } from '../temporary-directory.js';
import { faultsInIndex, journalCalls } from './crowd.js';
import { Disk } from './disk.js';
import { faultsInBackup, faultsInCheckpoints } from './examine.js';
import { Promised } from './promised.js';
import { recordTraining } from './record-training.js';

/** @typedef {Omit<import('./training.js').Job, 'directory'>} Recorded */

const ONE = { isAsync: false, deletes: false, epochs: 1 };

/** With twelve epochs, the journal of the index is full once. */
const CROWDED = { ...ONE, isCrowded: true, format: '.safetensors', epochs: 12 };

/** @type {readonly Recorded[]} */
const SHORT = [ONE, { ...ONE, format: '.h5', keeps: 'best', epochs: 2 }, CROWDED];

/** With four epochs, the first checkpoint is displaced by the last. */
const FOUR = { ...ONE, epochs: 4 };

/** @type {readonly Recorded[]} */
const ALL = [
  { ...FOUR, deletes: true },
  { ...FOUR, isAsync: true },
  { ...FOUR, keeps: 'top' },
  { ...FOUR, keeps: 'best' },
  { ...FOUR, format: '.keras' },
  { ...FOUR, format: '.h5', keeps: 'best' },
  { ...FOUR, format: '.weights.h5', keeps: 'best', isAsync: true },
  { ...FOUR, format: '.weights.h5', keeps: 'top' },
  { ...FOUR, format: '.safetensors', isAsync: true },
  { ...FOUR, isCrowded: true },
  CROWDED,
  { ...CROWDED, isAsync: true },
];

/**
 * Records trainings, cuts the power after each of their file calls, and looks at all that may be found then.
 *
 * @param {{ short: boolean }} options
 * @param {import('../tally.js').Tally} tally an attempt is a state of the disk, a fault a file call after which it is lost
 */
export async function cutPower({ short }, tally) {
  const trainings = short ? SHORT : ALL;
  let lines = 0;
  let journals = 0;
  for (const training of trainings) {
    const steps = await inDirectory((directory) => recordTraining({ ...training, directory }));
    const { added, begun } = journalCalls(steps);
    if (training.isCrowded && added === 0) tally.note('wrong', `${JSON.stringify(training)}: has added to no journal`);
    lines += added;
    journals += begun;
    for await (const fault of replay(steps, training, tally))
      tally.note('lost', `${JSON.stringify(training)}, ${fault}`);
  }
  tally.remarks.push(`${trainings.length} trainings, ${journals} journals of an index, ${lines} lines in them`);
}

/**
 * @param {readonly import('./record-training.js').Step[]} steps
 * @param {Recorded} training with `async`, a checkpoint is there for certain before its index lists it
 * @param {import('../tally.js').Tally} tally
 * @returns {AsyncGenerator<string>} what is wrong, and when
 */
async function* replay(steps, { isAsync }, tally) {
  const disk = new Disk();
  const promised = new Promised();
  const seen = new Set();
  for (const [index, step] of steps.entries()) {
    if ('call' in step) {
      disk.apply(step.call);
      tally.faults++;
    } else promised.note(step.news);
    const when = 'call' in step ? `${step.call.kind} ${step.call.path}` : JSON.stringify(step.news);
    for (const [name, faultsIn] of /** @type {const} */ ([
      ['checkpoints', isAsync ? faultsInCheckpoints : faultsInAll],
      ['backup', faultsInBackup],
    ])) {
      const asked = `${name} ${promised.epoch} ${promised.backup} ${promised.required()}`;
      for (const { key, tree } of disk.afterPowerCut(name)) {
        if (seen.has(asked + key)) continue;
        seen.add(asked + key);
        tally.attempts++;
        const faults = await inDirectory((directory) => {
          write(directory, tree);
          return faultsIn(join(directory, name), promised);
        });
        for (const fault of faults) yield `after step ${index} (${when}): ${fault}\n${key}`;
      }
    }
  }
}

/**
 * @param {string} root
 * @param {Promised} promised
 */
async function faultsInAll(root, promised) {
  return [...(await faultsInCheckpoints(root, promised)), ...faultsInIndex(root, promised)];
}

/**
 * @param {string} directory
 * @param {ReadonlyMap<string, Uint8Array | undefined>} tree
 */
export function write(directory, tree) {
  for (const [name, bytes] of tree) {
    const path = join(directory, name);
    if (bytes) writeFileSync(path, bytes);
    else mkdirSync(path);
  }
}
