import { failSystemCalls } from '../src/shim/fail-system-calls.js';

export const says =
  'calls of the system fail, are interrupted, write a part or take long, below every callback that writes files';
export const attempts = { short: 1, full: 1 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await failSystemCalls({ short }, tally);
}
