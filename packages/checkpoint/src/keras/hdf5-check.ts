import type { Dataset, File, Group } from 'h5wasm';
import { Fault } from './fault.js';
import { sizeOf } from './weight-values.js';

/** A dataset that was looked at, and not read. */
export interface StoredDataset {
  shape: number[];
  /** `undefined` for one that is no weight and no counter. */
  dtype: 'float32' | 'float64' | 'int32' | 'int64' | undefined;
}

/** More than any model has, and few enough to be counted in no time. */
const MOST_OBJECTS = 100_000;
const MOST_LEVELS = 64;

/** How many times more compressed values may take than the whole file: weights compress badly, zeros well. */
const MOST_EXPANSION = 100;

const DTYPES: Readonly<Record<string, StoredDataset['dtype']>> = {
  '<f': 'float32',
  '<d': 'float64',
  '<i': 'int32',
  '<q': 'int64',
};

/**
 * Looks at all that an HDF5 file holds before anything is read from it.
 *
 * @returns the datasets by their paths
 * @throws Error for links and for datasets in other files, for endless nesting, and for more than fits into the file
 */
export function checkTree(file: File, fileSize: number): Map<string, StoredDataset> {
  const datasets = new Map<string, StoredDataset>();
  const room = { plain: fileSize, packed: fileSize * MOST_EXPANSION };
  const pending: [path: string, level: number][] = [['', 0]];
  let objects = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [path, level] = next;
    if (level > MOST_LEVELS) throw new Fault(`its groups lie more than ${MOST_LEVELS} levels deep`);
    for (const name of (file.get(`/${path}`) as Group).keys()) {
      objects += 1;
      if (objects > MOST_OBJECTS) throw new Fault(`it holds more than ${MOST_OBJECTS} objects`);
      const inner = path === '' ? name : `${path}/${name}`;
      const object = linked(file, inner);
      if (object.type === 'Group') pending.push([inner, level + 1]);
      else datasets.set(inner, checkDataset(object as Dataset, inner, room));
    }
  }
  return datasets;
}

function linked(file: File, path: string): Group | Dataset {
  const isLink = file.get_link(`/${path}`) !== null || file.get_external_link(`/${path}`).filename !== undefined;
  if (isLink) throw new Fault(`its ${path} is a link to somewhere else`);
  const object = file.get(`/${path}`);
  const type = object && 'type' in object && object.type;
  if (type === 'Group' || type === 'Dataset') return object as Group | Dataset;
  throw new Fault(`its ${path} is neither a group nor a dataset`);
}

function checkDataset(dataset: Dataset, path: string, room: { plain: number; packed: number }): StoredDataset {
  const { shape, size, virtual_sources: sources } = dataset.metadata;
  if (sources && sources.length > 0) throw new Fault(`its ${path} is put together from other datasets`);
  if (!shape) throw new Fault(`its ${path} has no shape`);
  const kind = dataset.filters.length === 0 ? 'plain' : 'packed';
  room[kind] -= sizeOf(shape) * size;
  if (!(room[kind] >= 0)) throw new Fault(`its ${path} says that it is larger than the file`);
  const { dtype } = dataset;
  return { shape, dtype: typeof dtype === 'string' ? DTYPES[dtype] : undefined };
}
