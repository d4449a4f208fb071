import crc32c from 'crc-32/crc32c.js';

/** Added to a checksum after its rotation, so that a checksum inside the data does not look like one of the data. */
const MASK_DELTA = 0xa282ead8;

/**
 * One record of TensorFlow's TFRecord format: the length as 64 bits, its checksum, the data, their checksum; all little
 * endian.
 */
export function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return record;
}

/** CRC-32C, rotated right by 15 bits, plus a constant. */
function maskedChecksum(data: Uint8Array): number {
  const checksum = crc32c.buf(data, 0);
  return ((checksum >>> 15) | (checksum << 17)) + MASK_DELTA;
}
