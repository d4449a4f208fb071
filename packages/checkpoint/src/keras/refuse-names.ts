import type { KerasFormat } from './format.js';
import { type LayerJson, layersOf, nameOf, topologyOf } from './layer-json.js';
import { weightPlaces } from './weight-places.js';

/** A group that Keras 2 writes beside those of the layers. */
export const TOP_LEVEL = 'top_level_model_weights';

/**
 * Refuses a model whose layers have names that a file cannot hold, whether it is saved whole or its weights alone.
 *
 * @param topology that of the model, from `outlineOf` where it may have layers of somebody's own class
 * @throws Error that names what collides, and the remedy
 */
export function refuseNames(format: KerasFormat, topology: object): void {
  const fault = nameFault(format, topologyOf(topology));
  if (fault === undefined) return;
  throw new Error(
    `a .${format} file cannot hold the model: ${fault}. Rename its layers, or save to a path with another ending.`,
  );
}

/**
 * What is wrong with the names of a model's layers, as a clause.
 *
 * @param names those of the model's weights, where the topology does not tell
 */
export function nameFault(format: KerasFormat, topology: LayerJson, names?: readonly string[]): string | undefined {
  if (format === 'safetensors') return undefined;
  const isKeras2 = format === 'h5';
  const layers = isKeras2 ? layersOf(topology).map(nameOf) : [];
  const places = weightPlaces(topology, names);
  return (
    layers.map(layerFault).find((fault) => fault !== undefined) ??
    collision([
      ...layers.map((name): Item => ({ path: `${name}/`, what: `layer ${name}` })),
      ...places.map(
        (one): Item => ({ path: isKeras2 ? `${one.layer}/${one.name}` : one.path, what: `weight ${one.name}` }),
      ),
    ])
  );
}

function layerFault(name: string): string | undefined {
  if (name === TOP_LEVEL) return `its layer ${name} has a name that Keras keeps for itself`;
  const isPath = name.split('/').every((part) => !['', '.', '..'].includes(part));
  return isPath ? undefined : `its layer ${name} has a name that is no path in an HDF5 file`;
}

/** A dataset, or a group, whose path ends in a slash. */
interface Item {
  path: string;
  what: string;
}

/** Two things of which one would lie where the other one does, or in it though it is a dataset. */
function collision(items: readonly Item[]): string | undefined {
  const datasets = new Map<string, Item>();
  for (const item of items) {
    if (item.path.endsWith('/')) continue;
    const other = datasets.get(item.path);
    if (other) return clash(other, item);
    datasets.set(item.path, item);
  }
  for (const item of items) {
    for (let slash = item.path.indexOf('/'); slash >= 0; slash = item.path.indexOf('/', slash + 1)) {
      const other = datasets.get(item.path.slice(0, slash));
      if (other) return clash(other, item);
    }
  }
  return undefined;
}

function clash(one: Item, other: Item): string {
  return `its ${one.what} and its ${other.what} would lie in one place`;
}
