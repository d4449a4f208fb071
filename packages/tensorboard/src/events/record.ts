import crc32c from 'crc-32/crc32c.js';

/** Added to a checksum after its rotation, so that a checksum inside the data does not look like one of the data. */
const MASK_DELTA = 0xa282ead8;

/** What a record has beside its data, in bytes: the length, and two checksums. */
const FRAME = 16;

const INITIAL_CAPACITY = 64 * 1024;

/**
 * Records of TensorFlow's TFRecord format, one behind the other. Each is the length as 64 bits, its checksum, the data,
 * their checksum; all little endian.
 */
export class RecordBuffer {
  #bytes = new Uint8Array(INITIAL_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  append(data: Uint8Array): void {
    const start = this.#length;
    this.#reserve(start + data.length + FRAME);
    this.#view.setUint32(start, data.length, true);
    this.#view.setUint32(start + 4, 0);
    this.#view.setUint32(start + 8, maskedChecksum(this.#bytes.subarray(start, start + 8)), true);
    this.#bytes.set(data, start + 12);
    this.#view.setUint32(start + 12 + data.length, maskedChecksum(data), true);
    this.#length = start + data.length + FRAME;
  }

  /** The records so far, which the buffer then no longer has. */
  take(): Uint8Array {
    const records = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > INITIAL_CAPACITY) this.#use(new Uint8Array(INITIAL_CAPACITY));
    return records;
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#use(larger);
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** CRC-32C, rotated right by 15 bits, plus a constant. */
function maskedChecksum(data: Uint8Array): number {
  const checksum = crc32c.buf(data, 0);
  return ((checksum >>> 15) | (checksum << 17)) + MASK_DELTA;
}
