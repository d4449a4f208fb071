import crc32c from 'crc-32/crc32c.js';

/** In bytes: a length and its sum before the data, the sum of the data after it. */
const [HEAD, TAIL] = [12, 4];

/**
 * The records of an event file, each compared with its sum.
 *
 * @param {Buffer} bytes
 * @returns {Buffer[]}
 */
export function recordsIn(bytes) {
  const records = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + HEAD + Number(bytes.readBigUInt64LE(at));
    const data = bytes.subarray(at + HEAD, end);
    const isWhole = bytes.readUInt32LE(at + 8) === masked(bytes.subarray(at, at + 8));
    if (!isWhole || bytes.readUInt32LE(end) !== masked(data)) throw new Error(`the record at ${at} is damaged`);
    records.push(data);
    at = end + TAIL;
  }
  return records;
}

/** @param {Uint8Array} bytes */
function masked(bytes) {
  const sum = crc32c.buf(bytes) >>> 0;
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
