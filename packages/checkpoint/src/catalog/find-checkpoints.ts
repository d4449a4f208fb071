import { type Direction, directionOf, type Mode, OptionReader, optionError, show } from '@cb/core/monitor';
import { type Directory, localPath, openDirectory } from '@cb/files';
import { INDEX_JSON, type IndexEntry, readIndex } from './checkpoint-index.js';
import { pathOf, placeOf } from './checkpoint-place.js';
import { scanForCheckpoints } from './scan-for-checkpoints.js';
import { faultIn, isMissing } from './verify-checkpoint.js';

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
  const read = new OptionReader('bestCheckpoint', options);
  const asked = read.has('monitor') ? read.string('monitor', '') : undefined;
  const mode = read.oneOf<Mode>('mode', 'auto', ['auto', 'min', 'max']);
  read.done();
  const root = rootOf('bestCheckpoint', dir);
  const entries = await allCheckpoints(root);
  if (entries.length === 0) return undefined;
  const { metric, direction } = asked === undefined ? monitorOf(entries, dir) : monitorFor(asked, mode);
  const valueIn = ({ metrics }: IndexEntry) =>
    (Object.hasOwn(metrics, metric) ? metrics[metric] : Number.NaN) as number;
  const sign = direction === 'min' ? 1 : -1;
  const ranked = entries
    .filter((entry) => !Number.isNaN(valueIn(entry)))
    .sort((a, b) => sign * compare(valueIn(a), valueIn(b)));
  return firstWhole('bestCheckpoint', root, ranked);
}

function monitorFor(metric: string, mode: Mode): { metric: string; direction: Direction } {
  const direction = directionOf(metric, mode);
  if (direction !== undefined) return { metric, direction };
  const remedy = "Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.";
  throw optionError('bestCheckpoint', 'monitor', metric, remedy);
}

/** What the newest checkpoint of which a metric decided went by. */
function monitorOf(entries: readonly IndexEntry[], dir: string): { metric: string; direction: Direction } {
  const monitor = [...entries].reverse().find((entry) => entry.monitor)?.monitor;
  if (monitor) return monitor;
  const names = [...new Set(entries.flatMap(({ metrics }) => Object.keys(metrics)))];
  throw new RangeError(
    `bestCheckpoint: no metric decided about the checkpoints in "${dir}". Pass \`monitor\`, one of ${names.join(', ')}.`,
  );
}

function rootOf(owner: string, dir: string): Directory {
  const refuse = (remedy: string) => new RangeError(`${owner}: the directory is ${show(dir)}. ${remedy}`);
  if (typeof dir !== 'string' || dir === '') throw refuse('Pass the path of a directory.');
  return openDirectory(localPath(dir, refuse));
}

/**
 * In the order in which they were written. One that was replaced since the index was written, or that it does not know,
 * counts as what it says of itself.
 */
async function allCheckpoints(root: Directory): Promise<IndexEntry[]> {
  const listed = (await readIndex(root)) ?? [];
  const found = new Map(
    (await scanForCheckpoints(root, await olderThanIndex(root, listed))).map((one) => [one.path, one]),
  );
  const entries: IndexEntry[] = [];
  for (const entry of listed) {
    const itself = found.get(entry.path);
    if (itself !== undefined && itself.savedAt !== entry.savedAt) continue;
    found.delete(entry.path);
    if (await isThere(root, entry)) entries.push(entry);
  }
  return [...entries, ...found.values()].sort((a, b) => Date.parse(a.savedAt) - Date.parse(b.savedAt));
}

/** The files of Keras that the index knows as they are. They can be large, and say of themselves only the same. */
async function olderThanIndex(root: Directory, listed: readonly IndexEntry[]): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { path, format } of listed) {
    if (format !== 'tfjs' && (await modified(root, path)) <= (await modified(root, INDEX_JSON))) paths.add(path);
  }
  return paths;
}

function modified(root: Directory, name: string): Promise<number> {
  return root.stat(name).then(
    (stat) => stat.modified,
    () => Number.NaN,
  );
}

/** One that cannot be read may be there. */
function isThere(root: Directory, entry: IndexEntry): Promise<boolean> {
  const { directory, main } = placeOf(root, entry);
  return directory.stat(main).then(
    () => true,
    (error) => !isMissing(error),
  );
}

async function firstWhole(owner: string, root: Directory, entries: readonly IndexEntry[]): Promise<string | undefined> {
  for (const entry of entries) {
    const fault = await faultIn(root, entry);
    if (fault === undefined) return pathOf(root, entry);
    console.warn(`${owner}: passes over "${pathOf(root, entry)}", which is damaged: ${fault}.`);
  }
  return undefined;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
