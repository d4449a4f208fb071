import type { IndexEntry } from './checkpoint-index.js';
import type { CheckpointFacts } from './facts.js';

/** A metric, and which way it is better. */
export type Ranking = NonNullable<CheckpointFacts['monitor']>;

/** What the newest checkpoint of which a metric decided went by. */
export function decidingMonitor(entries: readonly IndexEntry[]): Ranking | undefined {
  return [...entries].reverse().find((entry) => entry.monitor)?.monitor;
}

/**
 * The best first, the earlier of two that are equal. One whose metric is missing or NaN is left out. Those within epochs,
 * such as `interrupted`, come behind those at ends of epochs: the loss of one batch is not that of an epoch.
 */
export function ranked(entries: readonly IndexEntry[], { metric, direction }: Ranking): IndexEntry[] {
  const valueIn = ({ metrics }: IndexEntry) =>
    (Object.hasOwn(metrics, metric) ? metrics[metric] : Number.NaN) as number;
  const sign = direction === 'min' ? 1 : -1;
  const kind = ({ batch }: IndexEntry) => (batch === undefined ? 0 : 1);
  return entries
    .filter((entry) => !Number.isNaN(valueIn(entry)))
    .sort((a, b) => kind(a) - kind(b) || sign * compare(valueIn(a), valueIn(b)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
