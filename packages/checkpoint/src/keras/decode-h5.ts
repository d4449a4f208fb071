import {
  type Decoded,
  inOrderOf,
  type KerasTraining,
  type NamedValues,
  type PlacedValues,
  weightsOnly,
  wholeModel,
} from './artifacts.js';
import { Fault, NOT_OF_KERAS } from './fault.js';
import { fromKeras } from './from-keras.js';
import { Hdf5Reader } from './hdf5-reader.js';
import { asLayer, type LayerJson } from './layer-json.js';
import { METADATA, parsedMetadata } from './metadata.js';
import { misfit } from './misfit.js';
import { paired } from './paired.js';
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
    const weights = placedWeights(file, 'model_weights', topology, (what) => misfit(what, topology));
    return wholeModel(topology, weights, {
      training: trainingOf(file),
      state: optimizerState(file),
      metadata: parsedMetadata(file.text('', METADATA)),
    });
  });
}

function decodeWeights(file: Hdf5Reader, model: LayerJson | undefined): Decoded {
  const root = ['', 'model_weights'].find((group) => file.hasTexts(group, 'layer_names'));
  if (root === undefined) throw new Fault(NOT_OF_KERAS);
  const metadata = parsedMetadata(file.text('', METADATA));
  if (model) {
    const placed = placedWeights(file, root, model, (what) => new Fault(what));
    return weightsOnly(inOrderOf(trainedFirst(placed.map(({ place }) => place)), placed), metadata);
  }
  const all = layersWithWeights(file, root).flatMap(({ weights }) => weights);
  const isFixed = ({ name }: NamedValues) => /moving_(mean|variance)(:0)?$/.test(name);
  return weightsOnly([...all.filter((one) => !isFixed(one)), ...all.filter(isFixed)], metadata);
}

/**
 * The weights of a model, found by the names of its layers, or by their order as Keras does.
 *
 * @param fault what to throw where the file has others than the model
 */
function placedWeights(
  file: Hdf5Reader,
  root: string,
  topology: LayerJson,
  fault: (what: string) => Fault,
): PlacedValues[] {
  const places = weightPlaces(topology);
  const byLayer = grouped(places);
  const stored = layersWithWeights(file, root);
  if (stored.length !== byLayer.size) {
    throw fault(`it has weights of ${stored.length} layers, and the model has ${byLayer.size} layers with weights`);
  }
  const layers = paired('layer', [...byLayer.keys()], stored);
  if (typeof layers === 'string') throw fault(layers);
  const found = [...byLayer].flatMap(([name, inLayer], index) => {
    const layer = layers[index] as StoredLayer;
    const own = trainedFirst(inLayer);
    if (layer.weights.length !== own.length) {
      throw fault(
        `it has ${layer.weights.length} weights of the layer ${layer.name}, and ${name} of the model has ${own.length}`,
      );
    }
    const weights = paired(
      'weight',
      own.map((place) => place.name),
      layer.weights,
    );
    if (typeof weights === 'string') throw fault(weights);
    return own.map((place, at) => ({ place, name: place.name, values: (weights[at] as NamedValues).values }));
  });
  return inOrderOf(places, found);
}

function grouped(places: readonly WeightPlace[]): Map<string, WeightPlace[]> {
  const byLayer = new Map<string, WeightPlace[]>();
  for (const place of places) {
    const inLayer = byLayer.get(place.layer);
    if (inLayer) inLayer.push(place);
    else byLayer.set(place.layer, [place]);
  }
  return byLayer;
}

interface StoredLayer {
  name: string;
  weights: NamedValues[];
}

function layersWithWeights(file: Hdf5Reader, root: string): StoredLayer[] {
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
