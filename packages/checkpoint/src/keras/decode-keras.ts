import { type Decoded, type KerasTraining, type PlacedValues, weightsOnly, wholeModel } from './artifacts.js';
import { Fault, NOT_OF_KERAS } from './fault.js';
import { fromKeras } from './from-keras.js';
import { Hdf5Reader } from './hdf5-reader.js';
import { asLayer, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { misfit } from './misfit.js';
import { unzip } from './unzip.js';
import { trainedFirst, type WeightPlace, weightPlaces } from './weight-places.js';
import type { Values } from './weight-values.js';

const BY_NUMBERS = new Intl.Collator('en', { numeric: true });
const ENTRIES = ['metadata.json', 'config.json', 'model.weights.h5'] as const;

/** Reads the archive of Keras 3. */
export async function decodeKeras(bytes: Uint8Array): Promise<Decoded> {
  const entries = unzip(bytes, ENTRIES);
  const [metadata, config] = (['metadata.json', 'config.json'] as const).map((name) => json(entries[name]));
  const isKeras3 = /^[3-9]/.test(String(metadata?.keras_version));
  const topology = fromKeras(asLayer(config), isKeras3 ? 'keras 3' : 'keras 2');
  const training = config?.compile_config as KerasTraining | null | undefined;
  const isCompiled = training && Object.keys(training).length > 0;
  const read = (file: Hdf5Reader) => {
    const weights = placedWeights(file, weightPlaces(topology), (what) => misfit(what, topology));
    return wholeModel(topology, weights, {
      training: isCompiled ? training : undefined,
      state: optimizerState(file),
      metadata: parsedMetadata(metadata?.[METADATA]),
    });
  };
  return Hdf5Reader.read(entries['model.weights.h5'], read, bytes.byteLength);
}

/** Reads the weights of Keras 3. @param model the model that they are for */
export function decodeKerasWeights(bytes: Uint8Array, model: LayerJson | undefined): Promise<Decoded> {
  const places = model && trainedFirst(weightPlaces(model));
  return Hdf5Reader.read(bytes, (file) => {
    const metadata = parsedMetadata(file.text('', METADATA));
    const paths = pathsOfWeights(file);
    // A model without weights leaves nothing that tells.
    if (paths.length === 0 && places?.length !== 0 && !metadata) throw new Fault(NOT_OF_KERAS);
    const weights = places
      ? placedWeights(file, places, (what) => new Fault(what))
      : paths.sort(BY_NUMBERS.compare).map((name) => ({ name, values: file.dataset(name) as Values }));
    return weightsOnly(weights, metadata);
  });
}

function pathsOfWeights(file: Hdf5Reader): string[] {
  return file.paths.filter((path) => path.startsWith('layers/'));
}

/** @param fault what to throw where the file has more than the model */
function placedWeights(file: Hdf5Reader, places: WeightPlace[], fault: (what: string) => Fault): PlacedValues[] {
  const { length: count } = pathsOfWeights(file);
  const placed = places.map((place) => {
    const values = file.dataset(place.path);
    if (!values) throw new Fault(`it has no ${place.path}, which is ${place.name} of the model`);
    return { place, name: place.name, values };
  });
  if (count !== placed.length) throw fault(`it has ${count} weights, and the model has ${placed.length}`);
  return placed;
}

function optimizerState(file: Hdf5Reader): Values[] {
  const state: Values[] = [];
  for (let values = file.dataset('optimizer/vars/0'); values; values = file.dataset(`optimizer/vars/${state.length}`)) {
    state.push(values);
  }
  return state;
}

function json(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(bytes));
}
