import { setTimeout as sleep } from 'node:timers/promises';
import { startTensorBoard } from '@cb-tooling/loopback';

/** In milliseconds, on a computer that is busy. */
const LONGEST = 60_000;

/**
 * What TensorBoard shows of curves: their steps, by the name of the run.
 *
 * @param {string} python
 * @param {string} logDir
 * @param {readonly string[]} options of the command, by which it has two ways of reading
 * @param {ReadonlyMap<string, readonly number[]>} expected what it waits for, but not for ever
 */
export async function stepsShown(python, logDir, options, expected) {
  const { address, stop } = startTensorBoard(python, logDir, [...options, '--reload_interval', '1']);
  try {
    const url = await address;
    const until = performance.now() + LONGEST;
    for (;;) {
      const shown = await stepsAt(url, [...expected.keys()]);
      const isAll = [...expected].every(([run, steps]) => String(shown.get(run)) === String(steps));
      if (isAll || performance.now() > until) return shown;
      await sleep(500);
    }
  } finally {
    await stop();
  }
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
