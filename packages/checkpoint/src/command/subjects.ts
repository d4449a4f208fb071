import { basename } from 'node:path';
import type { Directory } from '@cb/files';
import { allCheckpoints } from '../catalog/all-checkpoints.js';
import { INDEX_JSON, type IndexEntry } from '../catalog/checkpoint-index.js';
import { readIndex } from '../catalog/index-files.js';
import { LEVELS, namedAsCheckpoints } from '../catalog/scan-for-checkpoints.js';
import { faultIn } from '../catalog/verify-checkpoint.js';
import { formatOf } from '../keras/format.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import { listPath, openPath } from './open-path.js';

/** What can be verified. */
export interface Subject {
  /** As the user would write it. */
  name: string;
  /** Whether an index says what was written. */
  isListed: boolean;
  /** @returns what is wrong, as a clause */
  fault(): Promise<string | undefined>;
}

type Entry = Pick<IndexEntry, 'path' | 'format' | 'files'>;

/**
 * What a path stands for: one checkpoint, or all that a directory has, those first of which the order is known. A
 * directory may be one and have others.
 *
 * @throws Error if it is neither
 */
export async function* subjectsOf(path: string): AsyncGenerator<Subject> {
  const opened = openPath(path);
  const format = formatOf(path);
  if (format) {
    yield single(path, opened, format);
    return;
  }
  const names = await listPath(path, opened);
  const isModel = names.includes(MODEL_JSON);
  if (isModel) yield single(path, opened, 'tfjs');
  if (isModel && basename(path) === MODEL_JSON) return;
  let isEmpty = !isModel;
  for await (const one of inDirectory(path, opened, names)) {
    isEmpty = false;
    yield one;
  }
  if (isEmpty) {
    throw new Error(`there are no checkpoints in "${path}". Pass a checkpoint, or a directory that holds some.`);
  }
}

/** A checkpoint alone, with what the index of a directory above says of it. */
async function single(name: string, opened: Directory, format: IndexEntry['format']): Promise<Subject> {
  const { directory, name: path } = opened.above();
  return (await listedAbove(name, opened)) ?? subject(name, directory, { path, format, files: [] });
}

async function listedAbove(name: string, opened: Directory): Promise<Subject | undefined> {
  const names: string[] = [];
  for (let below = opened, level = 0; level <= LEVELS; level++) {
    const above = below.above();
    below = above.directory;
    names.unshift(above.name);
    const path = names.join('/');
    const isIt = (entry: IndexEntry) => entry.path === path;
    const listed = (await readIndex(below))?.find(isIt);
    if (listed) return subject(name, below, (await allCheckpoints(below)).find(isIt) ?? listed);
  }
  return undefined;
}

async function* inDirectory(path: string, root: Directory, names: string[]): AsyncGenerator<Subject> {
  const listed = await readIndex(root);
  const nameOf = (one: string) => `${path.replace(/[/\\]+$/, '')}/${one}`;
  if (names.includes(INDEX_JSON) && !listed) {
    const fault = async () => 'it is no index of checkpoints, or of a newer version';
    yield { name: nameOf(INDEX_JSON), isListed: false, fault };
  }
  const entries = new Map<string, Entry>();
  for (const entry of await allCheckpoints(root)) entries.set(entry.path, entry);
  // Listed and missing, or there and not listed: the one is damage, the other may be.
  for (const entry of listed ?? []) if (!entries.has(entry.path)) entries.set(entry.path, entry);
  for await (const one of namedAsCheckpoints(root)) {
    if (!entries.has(one.path)) entries.set(one.path, { ...one, files: [] });
  }
  for (const entry of entries.values()) yield subject(nameOf(entry.path), root, entry);
}

function subject(name: string, root: Directory, entry: Entry): Subject {
  return { name, isListed: entry.files.length > 0, fault: () => faultIn(root, entry) };
}
