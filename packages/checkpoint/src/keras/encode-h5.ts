import { type KerasContent, sizeOfValues } from './content-to-keras.js';
import { Hdf5Writer } from './hdf5-writer.js';
import { layersOf, nameOf } from './layer-json.js';
import { METADATA } from './metadata.js';
import { stateOfKeras2 } from './optimizer-to-keras.js';
import { pythonJson } from './python-json.js';
import { TOP_LEVEL } from './refuse-names.js';
import { toKeras } from './to-keras.js';
import { trainedFirst } from './weight-places.js';

/** Keras 2 is what the layout and the configuration are of, whichever version reads them. */
const KERAS_2 = '2.15.0';

/** The HDF5 file of Keras 2. @param isWhole with topology, or weights alone */
export function encodeH5(content: KerasContent, isWhole: boolean): Promise<Uint8Array> {
  return Hdf5Writer.write((file) => {
    if (content.metadata) file.text('', METADATA, pythonJson(JSON.parse(content.metadata)));
    if (isWhole) {
      file.text('', 'backend', 'tensorflow');
      file.text('', 'keras_version', KERAS_2);
      file.text('', 'model_config', pythonJson(toKeras(content.topology, 'keras 2')));
      writeCompile(file, content);
    }
    writeWeights(file, content, isWhole ? 'model_weights' : '');
  }, sizeOfValues(content));
}

function writeWeights(file: Hdf5Writer, { topology, weights }: KerasContent, root: string): void {
  const names = layersOf(topology).map(nameOf);
  file.group(root);
  file.texts(root, 'layer_names', names);
  file.text(root, 'backend', 'tensorflow');
  file.text(root, 'keras_version', KERAS_2);
  const values = new Map(weights.map((one) => [one.place, one.values]));
  for (const name of names) {
    const group = root === '' ? name : `${root}/${name}`;
    file.group(group);
    const places = trainedFirst([...values.keys()].filter(({ layer }) => layer === name));
    file.texts(
      group,
      'weight_names',
      places.map((place) => place.name),
    );
    for (const place of places) {
      const found = values.get(place);
      if (found) file.dataset(`${group}/${place.name}`, found);
    }
  }
  file.texts(root === '' ? TOP_LEVEL : `${root}/${TOP_LEVEL}`, 'weight_names', []);
}

function writeCompile(file: Hdf5Writer, { compile }: KerasContent): void {
  if (!compile) return;
  const { training, optimizer } = compile;
  const { className, config, state } = optimizer;
  file.text('', 'training_config', pythonJson({ ...training, optimizer_config: { class_name: className, config } }));
  if (!state) return;
  const all = stateOfKeras2(state);
  const names = all.map((_, index) => `${className}/${index}`);
  file.texts('optimizer_weights', 'weight_names', names);
  for (const [index, values] of all.entries()) file.dataset(`optimizer_weights/${names[index]}`, values);
}
