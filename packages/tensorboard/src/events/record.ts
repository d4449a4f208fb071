import crc32c from 'crc-32/crc32c.js';

/** Added to a checksum after its rotation, so that a checksum inside the data does not look like one of the data. */
const MASK_DELTA = 0xa282ead8;

/** What stands before the data, in bytes: the length, and its checksum. */
const HEAD = 12;

/** What a record has beside its data, in bytes. */
const FRAME = HEAD + 4;

/**
 * A record of TensorFlow's TFRecord format: the length as 64 bits, its checksum, the data, their checksum; all little
 * endian. The data may be changed, until the record is sealed.
 */
export class TFRecord {
  /** The whole record. */
  readonly bytes: Uint8Array;
  /** The part of it that is the data. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(data: Uint8Array) {
    this.bytes = new Uint8Array(data.length + FRAME);
    this.data = this.bytes.subarray(HEAD, HEAD + data.length) as Uint8Array<ArrayBuffer>;
    this.data.set(data);
    this.#view = new DataView(this.bytes.buffer);
    this.#view.setUint32(0, data.length, true);
    this.#view.setUint32(8, maskedChecksum(this.bytes.subarray(0, 8)), true);
    this.seal();
  }

  /** Puts the checksum of the data in its place. */
  seal(): void {
    this.#view.setUint32(HEAD + this.data.length, maskedChecksum(this.data), true);
  }
}

/** CRC-32C, rotated right by 15 bits, plus a constant. */
function maskedChecksum(data: Uint8Array): number {
  const checksum = crc32c.buf(data, 0);
  return ((checksum >>> 15) | (checksum << 17)) + MASK_DELTA;
}
