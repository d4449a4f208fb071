import { show } from '@cb/core/monitor';
import { type Directory, localPath } from '@cb/files';
import { openFor } from '../filepath/open-path.js';
import { readable } from '../load/readable.js';
import { allCheckpoints } from './all-checkpoints.js';
import type { IndexEntry } from './checkpoint-index.js';
import { pathOf } from './checkpoint-place.js';
import { type BestOptions, readRanking } from './choose-ranking.js';
import { ranked } from './rank-checkpoints.js';
import { faultIn } from './verify-checkpoint.js';

export type { BestOptions };

/**
 * The checkpoint of a directory that was written last and is whole: its files are read and compared with what was
 * written. One that is damaged is passed over, with a warning.
 *
 * @param dir the directory of all checkpoints, as a path or `file://` URL: the one before the first replacement field
 * of a ModelCheckpoint's `filepath`
 * @returns the path for `loadModel` and `loadWeights`; `undefined` if there is none, or no such directory
 */
export async function latestCheckpoint(dir: string): Promise<string | undefined> {
  const root = rootOf('latestCheckpoint', dir);
  const entries = await allCheckpoints(root);
  return firstWhole('latestCheckpoint', root, entries.reverse());
}

/**
 * The checkpoint of a directory whose metric is best and that is whole, the earlier of two that are equal. One that is
 * damaged is passed over, with a warning; one whose metric is missing or NaN is never the best. Those within epochs
 * come behind those at ends of epochs, because the loss of a batch is not that of an epoch; but where the metric
 * decided within epochs only, what it decided about comes first.
 *
 * @param dir as for {@link latestCheckpoint}
 * @returns the path for `loadModel` and `loadWeights`; `undefined` if there is none
 * @throws RangeError if there are checkpoints, and neither they nor the options say which metric to go by
 */
export async function bestCheckpoint(dir: string, options?: BestOptions): Promise<string | undefined> {
  const rankingOf = readRanking(options);
  const root = rootOf('bestCheckpoint', dir);
  const entries = await allCheckpoints(root);
  if (entries.length === 0) return undefined;
  return firstWhole('bestCheckpoint', root, ranked(entries, rankingOf(entries, dir)));
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
    const path = readable(pathOf(root, entry));
    console.warn(`${owner}: passes over "${path}", which is damaged: ${readable(fault)}.`);
  }
  return undefined;
}
