import type { Dataset, File, Group } from 'h5wasm';
import { Fault } from './fault.js';
import { checkTree, type StoredDataset } from './hdf5-check.js';
import { withHdf5 } from './hdf5-library.js';
import { sizeOf, type Values } from './weight-values.js';

/** Reads an HDF5 file of Keras, which comes from outside. Paths are relative to the root; `''` is the root. */
export class Hdf5Reader {
  readonly #file: File;
  readonly #datasets: ReadonlyMap<string, StoredDataset>;

  /**
   * @returns what `use` returns
   * @throws Fault if it holds what no file of Keras does, and whatever the HDF5 library throws for one that is damaged
   */
  static async read<T>(bytes: Uint8Array, use: (reader: Hdf5Reader) => T): Promise<T> {
    const [used] = await withHdf5(bytes, (file) => use(new Hdf5Reader(file, bytes.byteLength)));
    return used;
  }

  private constructor(file: File, fileSize: number) {
    this.#file = file;
    this.#datasets = checkTree(file, fileSize);
  }

  /** The paths of all datasets, in the order of their names. */
  get paths(): string[] {
    return [...this.#datasets.keys()];
  }

  /** A text that belongs to a group. */
  text(path: string, name: string): string | undefined {
    const value = this.#attribute(path, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** A list of texts, whether it was written as one list or as several. */
  texts(path: string, name: string): string[] {
    const whole = this.#attribute(path, name);
    if (whole !== undefined) return asTexts(whole, name);
    const texts: string[] = [];
    for (let part = 0; ; part++) {
      const value = this.#attribute(path, `${name}${part}`);
      if (value === undefined) return texts;
      texts.push(...asTexts(value, name));
    }
  }

  /** @returns `undefined` if there is none at this path */
  dataset(path: string): Values | undefined {
    const stored = this.#datasets.get(path);
    if (!stored) return undefined;
    const { shape, dtype } = stored;
    if (dtype === undefined) throw new Fault(`its ${path} is neither float32 nor float64, int32 nor int64`);
    const { value } = this.#file.get(`/${path}`) as Dataset;
    if (dtype === 'int32') return { shape, dtype, data: numbers(Int32Array, value, shape) };
    if (dtype === 'int64') return { shape, dtype, data: numbers(BigInt64Array, value, shape) };
    return { shape, dtype: 'float32', data: numbers(Float32Array, value, shape) };
  }

  #attribute(path: string, name: string): unknown {
    const group = path === '' ? this.#file : (this.#file.get(`/${path}`) as Group | null);
    const attributes = group?.attrs ?? {};
    return Object.hasOwn(attributes, name) ? attributes[name]?.value : undefined;
  }
}

function asTexts(value: unknown, name: string): string[] {
  const list = Array.isArray(value) ? value : [...((value ?? []) as ArrayLike<unknown> & Iterable<unknown>)];
  if (list.every((text) => typeof text === 'string')) return list;
  throw new Fault(`its ${name} is no list of texts`);
}

type Numbers = Float32Array | Int32Array | BigInt64Array;

/** The numbers of a dataset; of a scalar there is one, without a list. Float64 is rounded. */
function numbers<T extends Numbers>(
  kind: { from(values: never): T; new (length: number): T },
  value: unknown,
  shape: number[],
): T {
  const list = ArrayBuffer.isView(value) ? value : [value];
  const data = list instanceof (kind as never as new () => T) ? list : kind.from(list as never);
  if (data.length !== sizeOf(shape)) throw new Fault('it holds fewer values than it says');
  return data;
}
