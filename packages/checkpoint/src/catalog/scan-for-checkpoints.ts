import type { Directory } from '@cb/files';
import { formatOf, type KerasFormat } from '../keras/format.js';
import { readMetadata } from '../keras/read-file.js';
import { OWN_KEY, ownMetadata } from '../model/checkpoint-metadata.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import { readDescription } from '../tensorflow/load-directory.js';
import type { IndexEntry } from './checkpoint-index.js';
import { placeOf } from './checkpoint-place.js';
import { readFacts } from './facts.js';
import { walkDirectories } from './walk-directories.js';

/** Levels of directories that a template may have after its first replacement field. */
export const LEVELS = 3;

/** In bytes: what a checkpoint says of itself stands before its weights. */
const HEAD = 64 * 1024;

/**
 * The checkpoints that say of themselves what they are, found without an index; those written last at the end.
 *
 * @param known the paths of checkpoints that need not be read
 * @param levels how many levels of directories below the root are looked into
 */
export async function scanForCheckpoints(
  root: Directory,
  known: ReadonlySet<string> = new Set(),
  levels = LEVELS,
): Promise<IndexEntry[]> {
  const found: (IndexEntry | undefined)[] = [];
  for await (const { path, format } of namedAsCheckpoints(root, levels)) {
    if (known.has(path)) continue;
    const { directory, main } = placeOf(root, { path, format });
    found.push(await (format === 'tfjs' ? directoryEntry(directory, path) : fileEntry(directory, main, path, format)));
  }
  return found.filter((entry) => entry !== undefined).sort((a, b) => Date.parse(a.savedAt) - Date.parse(b.savedAt));
}

/** What may be a checkpoint by its name, whoever wrote it. Nothing is read. */
export async function* namedAsCheckpoints(
  root: Directory,
  levels = LEVELS,
): AsyncGenerator<Pick<IndexEntry, 'path' | 'format'>> {
  for await (const { path, names } of walkDirectories(root, levels)) {
    if (path !== '' && names.includes(MODEL_JSON)) yield { path, format: 'tfjs' };
    for (const name of names) {
      const format = formatOf(name);
      if (format) yield { path: path === '' ? name : `${path}/${name}`, format };
    }
  }
}

/** @returns `undefined` for a model that is no checkpoint of ours */
async function directoryEntry(directory: Directory, path: string): Promise<IndexEntry | undefined> {
  try {
    const { facts } = ownMetadata((await readDescription(directory)).userDefinedMetadata);
    return facts === undefined ? undefined : { path, format: 'tfjs', files: [], ...readFacts(facts) };
  } catch {
    return undefined;
  }
}

/** @returns `undefined` for any file that is no checkpoint of ours */
async function fileEntry(
  directory: Directory,
  name: string,
  path: string,
  format: KerasFormat,
): Promise<IndexEntry | undefined> {
  try {
    if (!(await mentionsUs(directory, name))) return undefined;
    const { facts } = ownMetadata(await readMetadata(directory, name, format));
    return facts === undefined ? undefined : { path, format, files: [], ...readFacts(facts) };
  } catch {
    return undefined;
  }
}

/** A look at the beginning of a file, which may be large and anything else. */
async function mentionsUs(directory: Directory, name: string): Promise<boolean> {
  const { size } = await directory.stat(name);
  const head = new Uint8Array(Math.min(size, HEAD));
  await directory.read(name, head);
  return new TextDecoder('latin1').decode(head).includes(OWN_KEY);
}
