import type { IndexEntry } from './checkpoint-index.js';
import type { CheckpointFacts } from './facts.js';

/** A metric, and which way it is better. */
export type Ranking = NonNullable<CheckpointFacts['monitor']>;

/** What the newest checkpoint of which a metric decided went by. */
export function decidingMonitor(entries: readonly IndexEntry[]): Ranking | undefined {
  return [...entries].reverse().find((entry) => entry.monitor)?.monitor;
}

/**
 * The best first, the earlier of two that are equal. One whose metric is missing or NaN is left out. So is one within an
 * epoch about which the metric did not decide, such as `interrupted`: the loss of one batch says little beside those of
 * whole epochs. Where there are only such, they are compared.
 */
export function ranked(entries: readonly IndexEntry[], { metric, direction }: Ranking): IndexEntry[] {
  const valueIn = ({ metrics }: IndexEntry) =>
    (Object.hasOwn(metrics, metric) ? metrics[metric] : Number.NaN) as number;
  const sign = direction === 'min' ? 1 : -1;
  const measured = entries.filter((entry) => !Number.isNaN(valueIn(entry)));
  const decided = measured.filter(({ batch, monitor }) => batch === undefined || monitor?.metric === metric);
  return (decided.length > 0 ? decided : measured).sort((a, b) => sign * compare(valueIn(a), valueIn(b)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
