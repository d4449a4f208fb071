import { findServer } from '@cb-tooling/object-store';
import { failRequests } from '../src/stores/fail-requests.js';

export const says =
  'each request of a training to an S3 server is lost, delayed, cut off or refused, one in each training';
export const attempts = { short: 60, full: 10_000 };
export const needsOneBackend = true;

/** @param {import('../src/tally.js').Order} order */
export async function run({ attempts, seed, tally }) {
  const server = findServer();
  if ('reason' in server) tally.skipped = server.reason;
  else await failRequests({ attempts, seed }, tally);
}
