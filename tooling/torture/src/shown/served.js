import { setTimeout as sleep } from 'node:timers/promises';
import { startTensorBoard } from '@cb-tooling/loopback';

/** In milliseconds, on a computer that is busy. */
const LONGEST = 60_000;

/**
 * Steps of curves, by the name of the run.
 *
 * @typedef {ReadonlyMap<string, readonly number[]>} Steps
 */

/**
 * Has TensorBoard show curves, and follow them.
 *
 * @param {string} python
 * @param {string} logDir
 * @param {readonly string[]} options of the command, by which it has two ways of reading
 */
export function served(python, logDir, options) {
  const { address, stop } = startTensorBoard(python, logDir, [...options, '--reload_interval', '1']);
  return {
    stop,
    /** What it shows once it shows what is expected, or does not for long. @param {Steps} expected */
    async steps(expected) {
      const until = performance.now() + LONGEST;
      for (;;) {
        const shown = await stepsAt(await address, [...expected.keys()]);
        const isAll = [...expected].every(([run, steps]) => hasAll(shown.get(run), steps));
        if (isAll || performance.now() > until) return shown;
        await sleep(500);
      }
    },
  };
}

/**
 * Whether all steps are shown. There may be more: one of the loaders does not look at the sums of records.
 *
 * @param {readonly number[]} [shown]
 * @param {readonly number[]} [steps]
 */
export function hasAll(shown = [], steps = []) {
  return steps.every((step) => shown.includes(step));
}

/** @param {string} url @param {readonly string[]} runs */
async function stepsAt(url, runs) {
  /** @type {Map<string, number[]>} */
  const steps = new Map();
  for (const run of runs) {
    const query = new URLSearchParams({ run, tag: 'epoch_loss' });
    const response = await fetch(`${url}/data/plugin/scalars/scalars?${query}`);
    if (!response.ok) continue;
    const points = /** @type {[number, number, number][]} */ (await response.json());
    steps.set(
      run,
      points.map(([, step]) => step),
    );
  }
  return steps;
}
