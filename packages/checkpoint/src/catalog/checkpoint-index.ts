import type { Directory } from '@cb/files';
import { isPOSIX } from '../filepath/location.js';
import { isKerasFormat, type KerasFormat } from '../keras/format.js';
import type { SavedFile } from '../model/saved-file.js';
import { MODEL_JSON, OWN_WEIGHTS } from '../tensorflow/file-names.js';
import { type CheckpointFacts, readFacts, writeFacts } from './facts.js';

/** The file that lists the checkpoints of a directory. Each of them can be loaded without it. */
export const INDEX_JSON = 'checkpoints.json';

const VERSION = 1;
const LARGEST_INDEX = 64 * 1024 * 1024;

/** `tfjs` is a directory of TensorFlow.js, all others are files of Keras. */
export type CheckpointFormat = 'tfjs' | KerasFormat;

/** What is known of a checkpoint. */
export interface IndexEntry extends CheckpointFacts {
  /** Relative to the directory of the index, with `/` on every system. */
  path: string;
  format: CheckpointFormat;
  /** Empty when it is not known what was written. */
  files: SavedFile[];
}

/** @returns the entries, those written last at the end; `undefined` if the index is missing or damaged */
export async function readIndex(root: Directory): Promise<IndexEntry[] | undefined> {
  try {
    await root.stat(INDEX_JSON); // What is no file, or a link to one elsewhere, is no index.
    const { version, checkpoints } = JSON.parse(await root.readText(INDEX_JSON, LARGEST_INDEX));
    if (version !== VERSION) return undefined;
    return checkpoints.map(readEntry);
  } catch {
    return undefined;
  }
}

export async function writeIndex(root: Directory, entries: readonly IndexEntry[]): Promise<void> {
  const text = `${JSON.stringify({ version: VERSION, checkpoints: entries.map(writeEntry) }, null, 1)}\n`;
  await root.replace(INDEX_JSON, [new TextEncoder().encode(text)]);
}

/** An entry as the index has it. */
export function writeEntry({ path, format, files, ...facts }: IndexEntry): object {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { path, format, ...writeFacts(facts), size, files };
}

/** Whether a path stays below the directory that it is relative to. */
export function isBelow(path: unknown): path is string {
  if (typeof path !== 'string' || path.includes('\0') || (!isPOSIX() && /^[a-z]:/i.test(path))) return false;
  return path.split(/[\\/]/).every((segment) => !['', '.', '..'].includes(segment));
}

/** An index is input from outside. @throws Error if the entry is none */
export function readEntry(entry: Record<string, unknown>): IndexEntry {
  const { path, format, files } = entry;
  const damaged = () => new Error('an entry of the index is damaged');
  if (!isBelow(path) || !isFormat(format) || !Array.isArray(files)) throw damaged();
  const isName = (name: string) =>
    format === 'tfjs' ? name === MODEL_JSON || OWN_WEIGHTS.test(name) : name === path.split('/').at(-1);
  const isFile = ({ name, size, sha256 }: SavedFile) =>
    isName(name) && Number.isSafeInteger(size) && /^[0-9a-f]{64}$/.test(sha256);
  if (!files.every(isFile)) throw damaged();
  return { path, format, ...readFacts(entry), files };
}

function isFormat(format: unknown): format is CheckpointFormat {
  return format === 'tfjs' || isKerasFormat(format);
}
