import type { Dataset, File } from 'h5wasm';
import { Fault } from './fault.js';
import { Hdf5Attributes } from './hdf5-attributes.js';
import { checkTree, type StoredDataset } from './hdf5-check.js';
import { checkHeaps } from './hdf5-heaps.js';
import { withHdf5 } from './hdf5-library.js';
import { sizeOf, type Values } from './weight-values.js';

/** Reads an HDF5 file of Keras, which comes from outside. Paths are relative to the root. */
export class Hdf5Reader extends Hdf5Attributes {
  readonly #file: File;
  readonly #datasets: ReadonlyMap<string, StoredDataset>;
  readonly #read = new Set<string>();

  /**
   * @param use gets the open file; what it returns is returned
   * @param fileSize in bytes, of the file in which this one came, if it came packed
   * @throws Fault if it holds what no file of Keras does, and whatever the HDF5 library throws for one that is damaged
   */
  static async read<T>(
    bytes: Uint8Array,
    use: (reader: Hdf5Reader) => T,
    fileSize: number = bytes.byteLength,
  ): Promise<T> {
    checkHeaps(bytes);
    const [used] = await withHdf5(bytes, (file) => {
      return use(new Hdf5Reader(file, checkTree(file, bytes.byteLength, fileSize)));
    });
    return used;
  }

  private constructor(file: File, datasets: ReadonlyMap<string, StoredDataset>) {
    super(file);
    this.#file = file;
    this.#datasets = datasets;
  }

  /** The paths of all datasets, in the order of their names. */
  get paths(): string[] {
    return [...this.#datasets.keys()];
  }

  /** Each is read once, so that all that is read fits in what the file holds. @returns `undefined` if there is none */
  dataset(path: string): Values | undefined {
    const stored = this.#datasets.get(path);
    if (!stored) return undefined;
    if (this.#read.has(path)) throw new Fault(`its ${path} belongs to two layers`);
    this.#read.add(path);
    const { shape, dtype } = stored;
    if (dtype === undefined) throw new Fault(`its ${path} is neither float32 nor float64, int32 nor int64`);
    const { value } = this.#file.get(`/${path}`) as Dataset;
    if (dtype === 'int32') return { shape, dtype, data: numbers(Int32Array, value, shape) };
    if (dtype === 'int64') return { shape, dtype, data: numbers(BigInt64Array, value, shape) };
    return { shape, dtype: 'float32', data: numbers(Float32Array, value, shape) };
  }
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
