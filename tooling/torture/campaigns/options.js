import { attackOptions } from '../src/options/attack-options.js';

export const says =
  'all that takes options is handed what nobody foresaw: proxies that throw, getters, holes, options of all objects';
export const attempts = { short: 1, full: 1 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await attackOptions({ short }, tally);
}
