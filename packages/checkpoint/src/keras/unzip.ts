import { unzipSync } from 'fflate';
import { Fault } from './fault.js';

/** More entries than any archive of Keras has. */
const MOST_ENTRIES = 1000;

/** How many times more an entry may take than it takes in the archive: as much as deflate can reach at most. */
const MOST_EXPANSION = 1032;

/** Entries of an archive of Keras that hold JSON are small. */
const MOST_JSON = 64 * 2 ** 20;

/**
 * The entries of a ZIP file with these names.
 *
 * @throws Error if one is not there or is damaged, and before anything is unpacked, for names that lead out of the
 * archive, for names that are there twice, and for more than can be in it
 */
export function unzip<Name extends string>(bytes: Uint8Array, names: readonly Name[]): Record<Name, Uint8Array> {
  const seen = new Set<string>();
  const sizes = new Map<string, number>();
  const entries = unzipSync(bytes, {
    filter: ({ name, size, originalSize, compression }) => {
      if (seen.size >= MOST_ENTRIES) throw new Fault(`it has more than ${MOST_ENTRIES} entries`);
      if (seen.has(name)) throw new Fault(`it has two entries ${name}`);
      seen.add(name);
      if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name)) {
        throw new Fault(`it has an entry ${name}, which leads out of it`);
      }
      if (!(names as readonly string[]).includes(name)) return false;
      const most =
        compression === 0 ? size : Math.min(size * MOST_EXPANSION, name.endsWith('.json') ? MOST_JSON : Infinity);
      if (size > bytes.byteLength || originalSize > most) {
        throw new Fault(`its entry ${name} says that it is larger than it can be`);
      }
      sizes.set(name, originalSize);
      return true;
    },
  });
  for (const name of names) {
    const entry = entries[name];
    if (!entry) throw new Fault(`it has no entry ${name}`);
    if (entry.byteLength !== sizes.get(name)) throw new Fault(`its entry ${name} is damaged`);
  }
  return entries as Record<Name, Uint8Array>;
}
