import crc32 from 'crc-32';
import { unzipSync } from 'fflate';
import { Fault } from './fault.js';
import { mostUnpacked } from './limits.js';
import { sumsIn } from './zip-sums.js';

/** More entries than any archive of Keras has. */
const MOST_ENTRIES = 1000;

/** In bytes: entries of an archive of Keras that hold JSON are small. */
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
  let room = mostUnpacked(bytes.byteLength);
  const entries = unzipSync(bytes, {
    filter: ({ name, size, originalSize }) => {
      if (seen.size >= MOST_ENTRIES) throw new Fault(`it has more than ${MOST_ENTRIES} entries`);
      if (seen.has(name)) throw new Fault(`it has two entries ${name}`);
      seen.add(name);
      if (/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name)) {
        throw new Fault(`it has an entry ${name}, which leads out of it`);
      }
      if (!(names as readonly string[]).includes(name)) return false;
      const most = name.endsWith('.json') ? Math.min(room, MOST_JSON) : room;
      if (size > bytes.byteLength || originalSize > most) {
        throw new Fault(`its entry ${name} says that it is larger than it can be`);
      }
      room -= originalSize;
      sizes.set(name, originalSize);
      return true;
    },
  });
  const sums = sumsIn(bytes);
  for (const name of names) {
    const entry = entries[name];
    if (!entry) throw new Fault(`it has no entry ${name}`);
    const isWhole = entry.byteLength === sizes.get(name) && crc32.buf(entry) >>> 0 === sums.get(name);
    if (!isWhole) throw new Fault(`its entry ${name} is damaged`);
  }
  return entries as Record<Name, Uint8Array>;
}
