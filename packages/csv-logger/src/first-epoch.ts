import type { Table } from './table.js';

/** What is said of a log that a training begins with; `undefined` when the training goes on where the log ends. */
export function remarkOn(log: Table, epoch: number): string | undefined {
  if (epoch === 0 && log.count > 0) {
    return (
      'already has rows, and training begins with epoch 0: its rows go below them. ' +
      'To go on from them, pass `initialEpoch` to fit(); to replace them, pass `append: false`.'
    );
  }
  const next = log.lastEpoch + 1;
  if (next >= epoch) return undefined;
  const missing = next === epoch - 1 ? `${next}` : `${next} to ${epoch - 1}`;
  return `has no row of epoch ${missing}, and training goes on with ${epoch}. Those metrics are not in the log.`;
}

/** The same of a file that is not read, because nothing is to be kept of it. */
export function remarkOnReplaced(exists: boolean, epoch: number): string | undefined {
  if (!exists || epoch === 0) return undefined;
  return (
    `is replaced when the first epoch ends, although training goes on with epoch ${epoch}. ` +
    'To keep its rows, pass `append: true`.'
  );
}
