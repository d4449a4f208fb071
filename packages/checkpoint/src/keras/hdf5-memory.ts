/** What of a library in WebAssembly its memory can be kept with. */
export interface Instance {
  HEAPU8: Uint8Array;
  /** Calls the library's function `_name`. For a text among the arguments it puts the stack back afterwards. */
  ccall(name: string, returns: 'number', types: ['string'], args: [null]): number;
  _attempt?: () => 0;
}

/**
 * The memory of the HDF5 library, to which an error is no end: each leaves a piece of the stack behind, which is used
 * up after some 2,700 of them, and a damaged file may leave itself open, or harm the memory. After that no file could
 * be read, and those that are whole would seem damaged.
 */
export class Hdf5Memory {
  readonly #instance: Instance;
  readonly #beginning: Uint8Array;

  /** @param instance in whose memory there is what shall be there after an error too */
  constructor(instance: Instance) {
    this.#instance = instance;
    this.#beginning = instance.HEAPU8.slice(0, usedIn(instance.HEAPU8));
  }

  /** @returns what `act` returns @throws what it throws; the stack is as it was before, in both cases */
  call<T>(act: () => T): T {
    let outcome: { value: T } | { error: unknown } | undefined;
    this.#instance._attempt = () => {
      try {
        outcome = { value: act() };
      } catch (error) {
        outcome = { error };
      }
      return 0;
    };
    this.#instance.ccall('attempt', 'number', ['string'], [null]);
    if (outcome && 'value' in outcome) return outcome.value;
    throw outcome?.error;
  }

  /** Puts all back as it was in the beginning. What lies behind is free again, and nobody asks what is in it. */
  restore(): void {
    this.#instance.HEAPU8.set(this.#beginning);
  }
}

/** The bytes before the zeros at the end, which are most. */
function usedIn(bytes: Uint8Array): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let used = words.length;
  while (used > 0 && words[used - 1] === 0) used--;
  return used * 4;
}
