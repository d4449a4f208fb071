import { type IndexEntry, readEntry, writeEntry } from '@cb/checkpoint/store';
import { StoreError } from '../store-error.js';

const VERSION = 1;

/** Who writes under a name. */
export interface Claim {
  /** The number of the manifest with which it began: a later one has a higher number. */
  attempt: number;
  /** Where it runs, for messages. */
  host: string;
  process: number;
  /** In ISO 8601. */
  since: string;
}

/** What a directory holds at one moment. A manifest is never changed: the next one has the next number. */
export interface Manifest {
  /** Of this manifest alone. */
  id: string;
  /** The id of the one before. */
  after: string;
  /** The last to have begun under each name. */
  writers: Readonly<Record<string, Claim>>;
  /** Those written last at the end. */
  checkpoints: readonly IndexEntry[];
}

/** That of a directory in which nothing was ever written. */
export const EMPTY: Manifest = { id: '', after: '', writers: {}, checkpoints: [] };

export function encodeManifest({ checkpoints, ...rest }: Manifest): Uint8Array {
  const text = JSON.stringify({ version: VERSION, ...rest, checkpoints: checkpoints.map(writeEntry) }, null, 1);
  return new TextEncoder().encode(`${text}\n`);
}

/**
 * A manifest is input from outside.
 *
 * @returns `undefined` if it is damaged
 * @throws StoreError if it is of a version that this package does not know
 */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  const value = parse(bytes);
  if (!isObject(value)) return undefined;
  const { version, id, after, writers, checkpoints } = value;
  if (typeof version === 'number' && version > VERSION) {
    throw new StoreError(`it was written by a newer version of @cb/checkpoint-store`, 'Install that version.');
  }
  const isOne =
    version === VERSION && typeof id === 'string' && typeof after === 'string' && Array.isArray(checkpoints);
  if (!isOne || !isObject(writers) || !Object.values(writers).every(isClaim)) return undefined;
  try {
    return { id, after, writers: writers as Manifest['writers'], checkpoints: checkpoints.map(readEntry) };
  } catch {
    return undefined;
  }
}

function isClaim(value: unknown): boolean {
  return isObject(value) && Number.isSafeInteger(value.attempt);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
