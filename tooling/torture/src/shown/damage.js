import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What may become of an event file whose writer is killed, or whose disk fails.
 *
 * @type {Record<string, (bytes: Buffer, chance: import('../chance.js').Chance) => Uint8Array>}
 */
export const DAMAGES = {
  cut: (bytes, chance) => bytes.subarray(0, chance.below(bytes.length)),
  'cut within its last record': (bytes, chance) => bytes.subarray(0, bytes.length - 1 - chance.below(30)),
  'with zeros at its end': (bytes, chance) => Buffer.concat([bytes, new Uint8Array(1 + chance.below(5000))]),
  'with zeros instead of its end': (bytes, chance) => Buffer.from(bytes).fill(0, chance.below(bytes.length)),
  'with a bit that is wrong': (bytes, chance) => {
    const damaged = Buffer.from(bytes);
    const at = chance.below(bytes.length);
    damaged[at] = Number(damaged[at]) ^ (1 << chance.below(8));
    return damaged;
  },
  'with a length that is huge': (bytes, chance) => {
    const head = Buffer.alloc(12, 255);
    return Buffer.concat([bytes.subarray(0, bytes.length - chance.below(100)), head]);
  },
  empty: () => Buffer.alloc(0),
};

/** What else may stand beside it. @type {Record<string, (directory: string, chance: import('../chance.js').Chance) => void>} */
export const NEIGHBOURS = {
  nothing: () => {},
  'a file of another writer': (directory) => writeFileSync(join(directory, 'events.out.tfevents.1.other.1.0'), ''),
  'a file of another time': (directory) =>
    writeFileSync(join(directory, 'events.out.tfevents.9999999999.other.1.0'), ''),
  'a long name': (directory) => writeFileSync(join(directory, `events.out.tfevents.${'9'.repeat(200)}.other.1`), ''),
  'a file of something else': (directory) => writeFileSync(join(directory, 'notes.txt'), 'text'),
  'a link to nothing': (directory) => symlinkSync('gone', join(directory, 'link')),
  'a directory': (directory) => mkdirSync(join(directory, 'plots')),
};
