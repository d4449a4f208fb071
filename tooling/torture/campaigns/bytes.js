import { damageFiles } from '../src/bytes/damage-files.js';

export const says =
  'files of every format are read that were cut, changed, put together anew or forged: an error of ours or the right answer';
export const attempts = { short: 1000, full: 100_000 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ tally, ...options }) {
  await damageFiles(options, tally);
}
