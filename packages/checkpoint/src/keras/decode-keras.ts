import { type Decoded, type KerasTraining, type NamedValues, weightsOnly, wholeModel } from './artifacts.js';
import { Fault } from './fault.js';
import { fromKeras } from './from-keras.js';
import { Hdf5Reader } from './hdf5-reader.js';
import { asLayer, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { misfit } from './misfit.js';
import { unzip } from './unzip.js';
import { trainedFirst, type WeightPlace, weightPlaces } from './weight-places.js';
import type { Values } from './weight-values.js';

const ENTRIES = ['metadata.json', 'config.json', 'model.weights.h5'] as const;

/** Reads the archive of Keras 3. */
export async function decodeKeras(bytes: Uint8Array): Promise<Decoded> {
  const entries = unzip(bytes, ENTRIES);
  const [metadata, config] = (['metadata.json', 'config.json'] as const).map((name) => json(entries[name]));
  const isKeras3 = /^[3-9]/.test(String(metadata?.keras_version));
  const topology = fromKeras(asLayer(config), isKeras3 ? 'keras 3' : 'keras 2');
  const training = config?.compile_config as KerasTraining | null | undefined;
  const isCompiled = training && Object.keys(training).length > 0;
  return Hdf5Reader.read(entries['model.weights.h5'], (file) => {
    return wholeModel(topology, placedWeights(file, topology, weightPlaces(topology)), {
      training: isCompiled ? training : undefined,
      state: optimizerState(file),
      metadata: parsedMetadata(metadata?.[METADATA]),
    });
  });
}

/** Reads the weights of Keras 3. @param model the model that they are for */
export function decodeKerasWeights(bytes: Uint8Array, model: LayerJson | undefined): Promise<Decoded> {
  return Hdf5Reader.read(bytes, (file) => {
    const metadata = parsedMetadata(file.text('', METADATA));
    if (model) return weightsOnly(placedWeights(file, model, trainedFirst(weightPlaces(model))), metadata);
    const paths = file.paths.filter((path) => path.startsWith('layers/')).sort(byNumbers);
    const weights = paths.map((name) => ({ name, values: file.dataset(name) as Values }));
    return weightsOnly(weights, metadata);
  });
}

function placedWeights(
  file: Hdf5Reader,
  topology: LayerJson,
  places: WeightPlace[],
): (NamedValues & { place: WeightPlace })[] {
  const count = file.paths.filter((path) => path.startsWith('layers/')).length;
  const placed = places.map((place) => {
    const values = file.dataset(place.path);
    if (!values) throw new Fault(`it has no ${place.path}, which is ${place.name} of the model`);
    return { place, name: place.name, values };
  });
  if (count !== placed.length) throw misfit(`it has ${count} weights, and the model has ${placed.length}`, topology);
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

function byNumbers(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
