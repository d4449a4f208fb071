import { isPOSIX } from '../filepath/location.js';
import { isKerasFormat, type KerasFormat } from '../keras/format.js';
import type { SavedFile } from '../model/saved-file.js';
import { isAsSealed, sealed } from '../model/seal.js';
import { MODEL_JSON, OWN_WEIGHTS } from '../tensorflow/file-names.js';
import { type CheckpointFacts, readFacts, writeFacts } from './facts.js';

/** The file that lists the checkpoints of a directory. Each of them can be loaded without it. */
export const INDEX_JSON = 'checkpoints.json';

const VERSION = 1;

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

/**
 * The text of an index, a line for each entry.
 *
 * @param journal what the journal of its changes is known by, if it has one
 */
export async function indexText(entries: readonly IndexEntry[], journal?: string): Promise<string> {
  const lines = entries.map((entry) => JSON.stringify(writeEntry(entry)));
  const known = journal === undefined ? '' : `"journal":"${journal}",`;
  return `${await sealed(`{"version":${VERSION},${known}"checkpoints":[\n${lines.join(',\n')}\n]}`)}\n`;
}

/** @throws Error if the text is none of an index, or not as it was written */
export async function parseIndex(text: string): Promise<{ entries: IndexEntry[]; journal?: string }> {
  const { version, journal, checkpoints } = JSON.parse(text);
  if (version !== VERSION) throw new Error('the index has another version');
  if (!(await isAsSealed(text))) throw new Error('the index is not as it was written');
  return { entries: checkpoints.map(readEntry), ...(typeof journal === 'string' && { journal }) };
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
