/** @typedef {import('../chance.js').Chance} Chance */

/** Numbers at which readers go wrong, as they stand in 1, 2, 4 or 8 bytes. */
const NUMBERS = [
  0n,
  1n,
  2n ** 7n,
  2n ** 15n,
  2n ** 16n - 1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  -1n,
];

/** The longest run of bytes that is inserted, doubled or wiped out. */
const LONGEST = 300;

/** @type {Record<string, (bytes: Uint8Array, at: number, chance: Chance) => Uint8Array>} */
const WAYS = {
  'a bit turned over': (bytes, at, chance) => changed(bytes, at, [Number(bytes[at]) ^ (1 << chance.below(8))]),
  'a byte changed': (bytes, at, chance) => changed(bytes, at, [chance.below(256)]),
  'some bytes changed': (bytes, at, chance) => changed(bytes, at, chance.bytes(1 + chance.below(16))),
  'a number changed': (bytes, at, chance) => changed(bytes, at, numberIn(chance.pick([1, 2, 4, 8]), chance)),
  'bytes wiped out': (bytes, at, chance) => changed(bytes, at, new Uint8Array(1 + chance.below(LONGEST))),
  'the end cut off': (bytes, at) => bytes.slice(0, at),
  'the beginning cut off': (bytes, at) => bytes.slice(at),
  'bytes cut out': (bytes, at, chance) => spliced(bytes, at, 1 + chance.below(LONGEST)),
  'bytes inserted': (bytes, at, chance) => spliced(bytes, at, 0, chance.bytes(1 + chance.below(LONGEST))),
  'bytes doubled': (bytes, at, chance) => spliced(bytes, at, 0, bytes.subarray(at, at + 1 + chance.below(LONGEST))),
  'bytes copied elsewhere': (bytes, at, chance) => {
    const from = chance.below(bytes.length);
    return changed(bytes, at, bytes.slice(from, from + 1 + chance.below(LONGEST)));
  },
  'the file doubled': (bytes) => spliced(bytes, bytes.length, 0, bytes),
};

/**
 * Damages bytes in one way or, now and then, in several.
 *
 * @param {Uint8Array} bytes
 * @param {Chance} chance
 * @param {readonly number[]} [places] where to begin; anywhere if there are none
 * @returns {{ bytes: Uint8Array, what: string }}
 */
export function mutateBytes(bytes, chance, places = []) {
  const what = [];
  let mutant = bytes;
  do {
    const name = chance.pick(Object.keys(WAYS));
    const near = places.length > 0 ? chance.pick(places) + chance.below(64) : chance.below(mutant.length);
    const at = Math.min(near, Math.max(0, mutant.length - 1));
    mutant = /** @type {typeof WAYS[string]} */ (WAYS[name])(mutant, at, chance);
    what.push(`${name} at ${at}`);
  } while (chance.isOf(0.2) && mutant.length > 0);
  return { bytes: mutant, what: what.join(', ') };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {ArrayLike<number>} those that stand there then; the file keeps its length
 */
function changed(bytes, at, those) {
  const copy = bytes.slice();
  for (let index = 0; index < those.length && at + index < copy.length; index++) {
    copy[at + index] = Number(those[index]);
  }
  return copy;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} removed
 * @param {Uint8Array} [inserted]
 */
function spliced(bytes, at, removed, inserted = new Uint8Array()) {
  return Uint8Array.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed)]);
}

/**
 * @param {number} length in bytes
 * @param {Chance} chance
 */
function numberIn(length, chance) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, chance.pick(NUMBERS)), true);
  return new Uint8Array(view.buffer, 0, length);
}
