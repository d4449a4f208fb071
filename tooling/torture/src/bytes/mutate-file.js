import { unzipSync, zipSync } from 'fflate';
import { mutateBytes } from './mutate-bytes.js';
import { mutateJSON } from './mutate-json.js';

/**
 * @typedef {import('../chance.js').Chance} Chance
 *
 * `isForged` is whether the file was put together anew, sums of its bytes included, as somebody who wants to do harm would:
 * that it differs cannot be told then.
 *
 * @typedef {{ bytes: Uint8Array, what: string, isForged: boolean }} Mutant
 */

/** How those begin that say where things are: of HDF5 and of ZIP. */
const SIGNATURES = [
  '\x89HDF\r\n',
  'TREE',
  'SNOD',
  'HEAP',
  'GCOL',
  'OHDR',
  'OCHK',
  'PK\x01\x02',
  'PK\x03\x04',
  'PK\x05\x06',
];

/**
 * Damages or forges a file, with an eye to what its name says it is.
 *
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {Chance} chance
 * @returns {Mutant}
 */
export function mutateFile(name, bytes, chance) {
  const knowing = forgerFor(name);
  if (knowing && chance.isOf(0.4)) return { ...knowing(bytes, chance), isForged: true };
  const places = chance.isOf(0.5) ? signaturesIn(bytes) : [];
  return { ...mutateBytes(bytes, chance, places), isForged: false };
}

/** @param {string} name */
function forgerFor(name) {
  if (name.endsWith('.json')) return forgeJSON;
  if (name.endsWith('.keras')) return forgeArchive;
  if (name.endsWith('.safetensors')) return forgeSafetensors;
  return name.endsWith('.h5') ? forgeText : undefined;
}

/** @param {Uint8Array} bytes @param {Chance} chance */
function forgeJSON(bytes, chance) {
  const { text, what } = mutateJSON(textOf(bytes), chance);
  return { bytes: encoded(text), what };
}

/** @param {Uint8Array} bytes @param {Chance} chance */
function forgeArchive(bytes, chance) {
  const entries = unzipSync(bytes);
  const name = chance.pick(Object.keys(entries));
  const entry = /** @type {Uint8Array} */ (entries[name]);
  const forged = name.endsWith('.json') ? forgeJSON(entry, chance) : mutateFile(name, entry, chance);
  const level = /** @type {0 | 6} */ (chance.pick([0, 6]));
  return { bytes: zipSync({ ...entries, [name]: forged.bytes }, { level }), what: `in ${name}: ${forged.what}` };
}

/** @param {Uint8Array} bytes @param {Chance} chance */
function forgeSafetensors(bytes, chance) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const { text, what } = mutateJSON(textOf(bytes.subarray(8, 8 + length)), chance);
  const header = encoded(text);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return {
    bytes: Uint8Array.from([...size, ...header, ...bytes.subarray(8 + length)]),
    what: `in its header: ${what}`,
  };
}

/**
 * JSON in a file that counts its bytes: the changed one gets as many as there were, where that is enough.
 *
 * @param {Uint8Array} bytes
 * @param {Chance} chance
 */
function forgeText(bytes, chance) {
  const whole = Buffer.from(bytes).toString('latin1');
  const texts = [...whole.matchAll(/\{"[ -~]{10,}\}/g)];
  if (texts.length === 0) return mutateBytes(bytes, chance);
  const { 0: text, index } = chance.pick(texts);
  const forged = forgedText(text, chance);
  const mutant = bytes.slice();
  mutant.set(encoded(forged.text.padEnd(text.length)).subarray(0, text.length), index);
  return { bytes: mutant, what: `in the text at ${index}: ${forged.what}` };
}

/** @param {string} text @param {Chance} chance */
function forgedText(text, chance) {
  try {
    return mutateJSON(text, chance);
  } catch {
    return { text: `${text.slice(0, chance.below(text.length))}}`, what: 'cut off' };
  }
}

/** @param {Uint8Array} bytes */
function signaturesIn(bytes) {
  const whole = Buffer.from(bytes).toString('latin1');
  return SIGNATURES.flatMap((signature) => [...whole.matchAll(new RegExp(signature, 'g'))].map(({ index }) => index));
}

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  return Buffer.from(bytes).toString('utf8');
}

/** @param {string} text */
function encoded(text) {
  return new Uint8Array(Buffer.from(text));
}
