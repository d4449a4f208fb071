import { failCalls } from '../src/saves/faults.js';

export const says = 'each file call of a training fails in turn';
export const attempts = { short: 1, full: 1 };

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await failCalls({ short }, tally);
}
