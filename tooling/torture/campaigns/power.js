import { cutPowerOfLogs } from '../src/logs/power-cuts.js';
import { cutPower } from '../src/saves/power-cuts.js';

export const says =
  'the power is cut after each file call of recorded trainings, in all ways in which a disk may lose or tear what was not ' +
  'synced: checkpoints, backups, rows of a log, event files';
export const attempts = { short: 1, full: 1 };

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await cutPowerOfLogs({ short }, tally);
  await cutPower({ short }, tally);
}
