import { type Decoded, type KerasTraining, type NamedValues, weightsOnly, wholeModel } from './artifacts.js';
import { Fault } from './fault.js';
import { fromKeras } from './from-keras.js';
import { Hdf5Reader } from './hdf5-reader.js';
import { asLayer, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { misfit } from './misfit.js';
import { trainedFirst, type WeightPlace, weightPlaces } from './weight-places.js';
import type { Values } from './weight-values.js';

/**
 * Reads the HDF5 file of Keras 2, which Keras 3 writes too.
 *
 * @param model the model that weights without topology are for
 */
export function decodeH5(bytes: Uint8Array, model: LayerJson | undefined): Promise<Decoded> {
  return Hdf5Reader.read(bytes, (file) => {
    const config = file.text('', 'model_config');
    if (config === undefined) return decodeWeights(file, model);
    const isKeras3 = /^[3-9]/.test(file.text('', 'keras_version') ?? '');
    const keras = asLayer(JSON.parse(config));
    const topology = fromKeras(keras, isKeras3 && !hasLists(keras) ? 'keras 3' : 'keras 2');
    const weights = placedWeights(file, 'model_weights', topology);
    return wholeModel(topology, weights, {
      training: trainingOf(file),
      state: optimizerState(file),
      metadata: parsedMetadata(file.text('', METADATA)),
    });
  });
}

function decodeWeights(file: Hdf5Reader, model: LayerJson | undefined): Decoded {
  const root = file.texts('', 'layer_names').length > 0 ? '' : 'model_weights';
  const metadata = parsedMetadata(file.text('', METADATA));
  if (model) return weightsOnly(trainedFirstNamed(placedWeights(file, root, model)), metadata);
  const all = layersWithWeights(file, root).flatMap(({ weights }) => weights);
  const isFixed = ({ name }: NamedValues) => /moving_(mean|variance)(:0)?$/.test(name);
  return weightsOnly([...all.filter((one) => !isFixed(one)), ...all.filter(isFixed)], metadata);
}

type Placed = NamedValues & { place: WeightPlace };

function trainedFirstNamed(weights: Placed[]): Placed[] {
  return trainedFirst(weights.map(({ place }) => place)).map(
    (place) => weights.find((one) => one.place === place) as Placed,
  );
}

/** Finds the layers by name; by order, as Keras does, if the names differ. */
function placedWeights(file: Hdf5Reader, root: string, topology: LayerJson): Placed[] {
  const places = weightPlaces(topology);
  const stored = layersWithWeights(file, root);
  const names = [...new Set(places.map(({ layer }) => layer))];
  if (stored.length !== names.length) {
    const what = `it has weights of ${stored.length} layers, and the model has ${names.length} layers with weights`;
    throw misfit(what, topology);
  }
  const isNamed = stored.every(({ name }) => names.includes(name));
  const found = names.flatMap((name, index) => {
    const layer = isNamed ? stored.find((one) => one.name === name) : stored[index];
    const own = trainedFirst(places.filter((place) => place.layer === name));
    const weights = layer?.weights ?? [];
    if (weights.length !== own.length) {
      throw new Fault(
        `it has ${weights.length} weights of the layer ${layer?.name}, and ${name} of the model has ${own.length}`,
      );
    }
    return own.map((place, at) => ({ place, name: place.name, values: (weights[at] as NamedValues).values }));
  });
  return places.map((place) => found.find((one) => one.place === place) as Placed);
}

function layersWithWeights(file: Hdf5Reader, root: string): { name: string; weights: NamedValues[] }[] {
  const at = (name: string) => (root === '' ? name : `${root}/${name}`);
  const layers = file.texts(root, 'layer_names').map((name) => {
    const weights = file.texts(at(name), 'weight_names').map((weight) => ({
      name: weight,
      values: existing(file, `${at(name)}/${weight}`),
    }));
    return { name, weights };
  });
  return layers.filter(({ weights }) => weights.length > 0);
}

function existing(file: Hdf5Reader, path: string): Values {
  const values = file.dataset(path);
  if (!values) throw new Fault(`it names ${path}, which is not there`);
  return values;
}

function trainingOf(file: Hdf5Reader): KerasTraining | undefined {
  const text = file.text('', 'training_config');
  if (text === undefined) return undefined;
  const { optimizer_config: optimizer, ...training } = JSON.parse(text);
  return { ...training, optimizer };
}

function optimizerState(file: Hdf5Reader): Values[] {
  return file.texts('optimizer_weights', 'weight_names').map((name) => existing(file, `optimizer_weights/${name}`));
}

/** Whether calls are written as Keras 2 writes them. */
function hasLists({ config }: LayerJson): boolean {
  const layers = Array.isArray(config.layers) ? (config.layers as LayerJson[]) : [];
  return layers.some(({ inbound_nodes: calls }) => Array.isArray(calls?.[0]));
}
