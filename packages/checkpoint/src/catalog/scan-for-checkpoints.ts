import type { Directory } from '@cb/files';
import { ownMetadata } from '../model/checkpoint-metadata.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import { readDescription } from '../tensorflow/load-directory.js';
import type { IndexEntry } from './checkpoint-index.js';
import { readFacts } from './facts.js';
import { walkDirectories } from './walk-directories.js';

/** Levels of directories that a template may have after its first replacement field. */
const LEVELS = 3;

/** The checkpoints that say of themselves what they are, found without an index; those written last at the end. */
export async function scanForCheckpoints(root: Directory): Promise<IndexEntry[]> {
  const found: IndexEntry[] = [];
  for await (const { directory, path, names } of walkDirectories(root, LEVELS)) {
    if (!names.includes(MODEL_JSON)) continue;
    const entry = await entryOf(directory, path);
    if (entry) found.push(entry);
  }
  return found.sort((a, b) => Date.parse(a.savedAt) - Date.parse(b.savedAt));
}

/** @returns `undefined` for a model that is no checkpoint of ours */
async function entryOf(directory: Directory, path: string): Promise<IndexEntry | undefined> {
  try {
    const { facts } = ownMetadata((await readDescription(directory)).userDefinedMetadata);
    return facts && { path, format: 'tfjs', files: [], ...readFacts(facts) };
  } catch {
    return undefined;
  }
}
