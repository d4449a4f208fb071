const INITIAL_CAPACITY = 64 * 1024;

/** Bytes one behind the other, to be taken away many at once. */
export class ByteBuffer {
  #bytes = new Uint8Array(INITIAL_CAPACITY);
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** The bytes so far, which the buffer then no longer has. */
  take(): Uint8Array {
    const hasGrown = this.#bytes.length > INITIAL_CAPACITY;
    const taken = hasGrown ? this.#bytes.subarray(0, this.#length) : this.#bytes.slice(0, this.#length);
    if (hasGrown) this.#bytes = new Uint8Array(INITIAL_CAPACITY);
    this.#length = 0;
    return taken;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
