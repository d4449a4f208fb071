import type { IndexEntry } from './checkpoint-index.js';
import type { CheckpointFacts } from './facts.js';

/** A metric, and which way it is better. */
export type Ranking = NonNullable<CheckpointFacts['monitor']>;

/** What the newest checkpoint of which a metric decided went by. */
export function decidingMonitor(entries: readonly IndexEntry[]): Ranking | undefined {
  return [...entries].reverse().find((entry) => entry.monitor)?.monitor;
}

/**
 * The best first, the earlier of two that are equal. One whose metric is missing or NaN is left out. The loss of a
 * batch is not that of an epoch: those within epochs, such as `interrupted`, come behind those at ends of epochs. Where
 * the metric decided within epochs only, what it decided about comes first.
 */
export function ranked(entries: readonly IndexEntry[], { metric, direction }: Ranking): IndexEntry[] {
  const valueIn = ({ metrics }: IndexEntry) =>
    (Object.hasOwn(metrics, metric) ? metrics[metric] : Number.NaN) as number;
  const sign = direction === 'min' ? 1 : -1;
  const isDecided = ({ monitor }: IndexEntry) => monitor?.metric === metric;
  const isWithin = ({ batch }: IndexEntry) => batch !== undefined;
  const decided = entries.filter(isDecided);
  const goesByBatch = decided.length > 0 && decided.every(isWithin);
  const kind = (entry: IndexEntry) => (goesByBatch && isDecided(entry) ? 0 : isWithin(entry) ? 2 : 1);
  return entries
    .filter((entry) => !Number.isNaN(valueIn(entry)))
    .sort((a, b) => kind(a) - kind(b) || sign * compare(valueIn(a), valueIn(b)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
