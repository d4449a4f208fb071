import { directionOf, type Mode, OptionReader, optionError } from '@cb/core/monitor';
import type { IndexEntry } from './checkpoint-index.js';
import { decidingMonitor, type Ranking } from './rank-checkpoints.js';

export interface BestOptions {
  /**
   * The metric to go by.
   * @defaultValue the one that decided when the checkpoints were written
   */
  monitor?: string | undefined;

  /**
   * Which way is better. `'auto'` reads it from the metric's name; a name that says nothing is an error.
   * @defaultValue `'auto'`
   */
  mode?: Mode | undefined;
}

/**
 * Reads which checkpoint is the best one.
 *
 * @returns what is asked for, or of these checkpoints, which lie in `dir`, what decided about them
 * @throws RangeError or TypeError for a wrong option
 */
export function readRanking(options?: BestOptions): (entries: readonly IndexEntry[], dir: string) => Ranking {
  const read = new OptionReader('bestCheckpoint', options, "{ monitor: 'val_loss' }");
  const asked = read.has('monitor') ? read.string('monitor', '') : undefined;
  const mode = read.oneOf<Mode>('mode', 'auto', ['auto', 'min', 'max']);
  read.done();
  return (entries, dir) => (asked === undefined ? monitorOf(entries, dir) : monitorFor(asked, mode));
}

function monitorFor(metric: string, mode: Mode): Ranking {
  const direction = directionOf(metric, mode);
  if (direction !== undefined) return { metric, direction };
  const remedy = "Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.";
  throw optionError('bestCheckpoint', 'monitor', metric, remedy);
}

function monitorOf(entries: readonly IndexEntry[], dir: string): Ranking {
  const monitor = decidingMonitor(entries);
  if (monitor) return monitor;
  const names = [...new Set(entries.flatMap(({ metrics }) => Object.keys(metrics)))];
  const remedy = names.length > 0 ? `Pass \`monitor\`, one of ${names.join(', ')}.` : 'Use latestCheckpoint().';
  throw new RangeError(`bestCheckpoint: no metric decided about the checkpoints in "${dir}". ${remedy}`);
}
