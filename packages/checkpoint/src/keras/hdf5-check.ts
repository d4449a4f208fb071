import type { Dataset, File, Group } from 'h5wasm';
import { Fault } from './fault.js';
import { mostUnpacked } from './limits.js';
import { sizeOf } from './weight-values.js';

/** A dataset that was looked at, and not read. */
export interface StoredDataset {
  shape: number[];
  /** `undefined` for one that is no weight and no counter. */
  dtype: 'float32' | 'float64' | 'int32' | 'int64' | undefined;
}

/** More than any model has, and few enough to be looked at in a few seconds. */
const MOST_OBJECTS = 50_000;
const MOST_LEVELS = 64;

const DTYPES: Readonly<Record<string, StoredDataset['dtype']>> = {
  '<f': 'float32',
  '<d': 'float64',
  '<i': 'int32',
  '<q': 'int64',
};

/**
 * Looks at all that an HDF5 file holds before anything is read from it.
 *
 * @param size in bytes
 * @param packedSize in bytes, of the file in which this one came, if it came packed
 * @returns the datasets by their paths
 * @throws Fault for links and for datasets in other files, for objects with two names, for endless nesting, and for
 * more than fits into the file
 */
export function checkTree(file: File, size: number, packedSize: number): Map<string, StoredDataset> {
  const datasets = new Map<string, StoredDataset>();
  const room = { plain: size, packed: mostUnpacked(packedSize) };
  const pending: [path: string, level: number][] = [['', 0]];
  const seen = new Set([addressOf(file)]);
  let objects = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [path, level] = next;
    if (level > MOST_LEVELS) throw new Fault(`its groups lie more than ${MOST_LEVELS} levels deep`);
    const names = (file.get(`/${path}`) as Group).keys();
    objects += names.length;
    if (objects > MOST_OBJECTS) throw new Fault(`it holds more than ${MOST_OBJECTS} objects`);
    for (const name of names) {
      const inner = path === '' ? name : `${path}/${name}`;
      const object = linked(file, inner);
      const address = addressOf(object);
      if (seen.has(address)) throw new Fault(`its ${inner} is another name for what it holds elsewhere`);
      seen.add(address);
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

/** Where in the file an object lies, which is what the library makes a reference of. */
function addressOf(object: Group | Dataset): string {
  return object.create_reference().ref_data.join();
}

function checkDataset(dataset: Dataset, path: string, room: { plain: number; packed: number }): StoredDataset {
  const { shape, size, chunks, virtual_sources: sources } = dataset.metadata;
  if (sources && sources.length > 0) throw new Fault(`its ${path} is put together from other datasets`);
  if (!shape) throw new Fault(`its ${path} has no shape`);
  // Without chunks there is nothing that could be packed.
  const kind = chunks && dataset.filters.length > 0 ? 'packed' : 'plain';
  room[kind] -= sizeOf(shape) * size;
  if (!(room[kind] >= 0)) throw new Fault(`its ${path} says that it is larger than the file`);
  const { dtype } = dataset;
  return { shape, dtype: typeof dtype === 'string' ? DTYPES[dtype] : undefined };
}
