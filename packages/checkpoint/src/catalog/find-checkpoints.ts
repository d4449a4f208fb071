import { directionOf, type Mode, OptionReader, optionError, show } from '@cb/core/monitor';
import { type Directory, localPath } from '@cb/files';
import { openFor } from '../filepath/open-path.js';
import { readable } from '../load/readable.js';
import { allCheckpoints } from './all-checkpoints.js';
import type { IndexEntry } from './checkpoint-index.js';
import { pathOf } from './checkpoint-place.js';
import { decidingMonitor, type Ranking, ranked } from './rank-checkpoints.js';
import { faultIn } from './verify-checkpoint.js';

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
 * The checkpoint of a directory that was written last and is whole: its files are read and compared with what was
 * written. One that is damaged is passed over, with a warning.
 *
 * @param dir the directory of all checkpoints, as a path or `file://` URL: the one before the first replacement field of
 * a ModelCheckpoint's `filepath`
 * @returns the path for `loadModel` and `loadWeights`; `undefined` if there is none, or no such directory
 */
export async function latestCheckpoint(dir: string): Promise<string | undefined> {
  const root = rootOf('latestCheckpoint', dir);
  const entries = await allCheckpoints(root);
  return firstWhole('latestCheckpoint', root, entries.reverse());
}

/**
 * The checkpoint of a directory whose metric is best and that is whole, the earlier of two that are equal. One that is
 * damaged is passed over, with a warning; one whose metric is missing or NaN is never the best.
 *
 * @param dir as for {@link latestCheckpoint}
 * @returns the path for `loadModel` and `loadWeights`; `undefined` if there is none
 * @throws RangeError if there are checkpoints, and neither they nor the options say which metric to go by
 */
export async function bestCheckpoint(dir: string, options?: BestOptions): Promise<string | undefined> {
  const read = new OptionReader('bestCheckpoint', options, "{ monitor: 'val_loss' }");
  const asked = read.has('monitor') ? read.string('monitor', '') : undefined;
  const mode = read.oneOf<Mode>('mode', 'auto', ['auto', 'min', 'max']);
  read.done();
  const root = rootOf('bestCheckpoint', dir);
  const entries = await allCheckpoints(root);
  if (entries.length === 0) return undefined;
  const monitor = asked === undefined ? monitorOf(entries, dir) : monitorFor(asked, mode);
  return firstWhole('bestCheckpoint', root, ranked(entries, monitor));
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

function rootOf(owner: string, dir: string): Directory {
  const refuse = (remedy: string) => new RangeError(`${owner}: the directory is ${show(dir)}. ${remedy}`);
  if (typeof dir !== 'string' || dir === '') throw refuse('Pass the path of a directory.');
  const remedy = "Use the callback's `bestPath` and `lastPath`, or search in Node.js.";
  return openFor(owner, localPath(dir, refuse), remedy);
}

async function firstWhole(owner: string, root: Directory, entries: readonly IndexEntry[]): Promise<string | undefined> {
  for (const entry of entries) {
    const fault = await faultIn(root, entry);
    if (fault === undefined) return pathOf(root, entry);
    console.warn(`${owner}: passes over "${pathOf(root, entry)}", which is damaged: ${readable(fault)}.`);
  }
  return undefined;
}
