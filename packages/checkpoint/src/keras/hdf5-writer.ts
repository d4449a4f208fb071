import type { File, Group } from 'h5wasm';
import { withHdf5 } from './hdf5-library.js';
import type { Values } from './weight-values.js';

/** A header of an HDF5 object has 64 KiB at most, and an entry of a list of strings takes 16 bytes in it. */
const STRINGS_PER_ATTRIBUTE = 4000;

/** In bytes, for what is no value. */
const ROOM = 1024 * 1024;

/** Writes an HDF5 file of Keras. Paths are relative to the root; `''` is the root. */
export class Hdf5Writer {
  readonly #file: File;
  readonly #groups = new Map<string, Group>();

  /**
   * @param expected how many bytes the values will have
   * @returns the bytes of the file
   */
  static async write(fill: (writer: Hdf5Writer) => void, expected = 0): Promise<Uint8Array> {
    const [, bytes] = await withHdf5(expected + ROOM, (file) => fill(new Hdf5Writer(file)));
    return bytes;
  }

  private constructor(file: File) {
    this.#file = file;
  }

  /** Makes a group, and those it is in, unless they are there. */
  group(path: string): Group {
    if (path === '') return this.#file;
    const known = this.#groups.get(path);
    if (known) return known;
    const [parent, name] = split(path);
    const group = this.group(parent).create_group(name);
    this.#groups.set(path, group);
    return group;
  }

  dataset(path: string, { shape, data }: Values): void {
    const [parent, name] = split(path);
    this.group(parent).create_dataset({ name, data, shape });
  }

  text(path: string, name: string, value: string): void {
    this.group(path).create_attribute(name, value);
  }

  /** Writes a list as Keras does: none is a list of numbers, and many are several lists. */
  texts(path: string, name: string, values: readonly string[]): void {
    const group = this.group(path);
    if (values.length === 0) group.create_attribute(name, new Float64Array(0), [0]);
    else if (values.length <= STRINGS_PER_ATTRIBUTE) group.create_attribute(name, [...values]);
    else {
      for (let from = 0; from < values.length; from += STRINGS_PER_ATTRIBUTE) {
        const part = values.slice(from, from + STRINGS_PER_ATTRIBUTE);
        group.create_attribute(`${name}${from / STRINGS_PER_ATTRIBUTE}`, part);
      }
    }
  }
}

function split(path: string): [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
}
