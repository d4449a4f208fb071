import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/**
 * @typedef {import('@cb/sweep').TrialResult} TrialResult
 * @typedef {{ type: string, trial: number, attempt: number, step: number }} Event
 */

/**
 * What differs between the trials of two sweeps that should be one and the same.
 *
 * @param {readonly TrialResult[]} wanted
 * @param {readonly TrialResult[]} found
 */
export function differences(wanted, found) {
  const faults = wanted.flatMap((one) => {
    const other = found.find(({ trial }) => trial === one.trial);
    if (!other) return [`lost: trial ${one.trial} has no result`];
    const parts = /** @type {const} */ (['params', 'status', 'value', 'step', 'epochs']);
    return parts
      .filter((part) => !isDeepStrictEqual(one[part], other[part]))
      .map(
        (part) => `wrong: trial ${one.trial} has another ${part}: ${show(other[part])} instead of ${show(one[part])}`,
      );
  });
  if (found.length > wanted.length) faults.push(`doubled: ${found.length} trials instead of ${wanted.length}`);
  return faults;
}

/**
 * What is wrong with the events of a sweep: an epoch or an end that counts twice, a report of an attempt that was
 * superseded.
 *
 * @param {readonly Event[]} events
 */
export function eventFaults(events) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<number, number>} */
  const attempts = new Map();
  const seen = new Set();
  for (const { type, trial, attempt, step } of events) {
    if (type === 'planned') continue;
    if (type === 'begun') {
      if (attempt <= (attempts.get(trial) ?? 0)) faults.push(`wrong: trial ${trial} begins attempt ${attempt} again`);
      attempts.set(trial, attempt);
      continue;
    }
    if (attempt !== attempts.get(trial)) {
      faults.push(`wrong: attempt ${attempt} of trial ${trial} writes after ${attempts.get(trial)} has begun`);
    }
    const key = `${type} ${trial} ${type === 'erred' ? attempt : (step ?? '')}`;
    if (seen.has(key)) faults.push(`doubled: ${key}`);
    seen.add(key);
  }
  return faults;
}

/**
 * Trials to whose directory an attempt has written after a later one: there were two writers.
 *
 * @param {readonly TrialResult[]} results
 */
export function doubleWriters(results) {
  return results.flatMap(({ trial, directory = '' }) => {
    const file = join(directory, 'writers');
    if (!existsSync(file)) return [`lost: trial ${trial} has no directory`];
    const attempts = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    const falls = attempts.some((attempt, index) => attempt < (attempts[index - 1] ?? 0));
    return falls ? [`wrong: two attempts of trial ${trial} have written to one directory: ${attempts}`] : [];
  });
}

/** @param {unknown} value */
function show(value) {
  return JSON.stringify(value)?.slice(0, 200);
}
