import { attackPlaces } from '../src/places/attack-places.js';

export const says =
  'where files are written there are FIFOs, devices, links to nothing; directories go away while training goes on; disks fill ' +
  'up, or can only be read';
export const attempts = { short: 1, full: 1 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ short, tally }) {
  await attackPlaces({ short }, tally);
}
