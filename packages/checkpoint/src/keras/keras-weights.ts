import { type KerasContent, sizeOfValues } from './content-to-keras.js';
import { Hdf5Writer } from './hdf5-writer.js';
import { METADATA } from './metadata.js';
import { stateOfKeras3 } from './optimizer-to-keras.js';
import { pythonJson } from './python-json.js';

/** The weights as Keras 3 keeps them: a `.weights.h5`, alone or in an archive. */
export function encodeKerasWeights(content: KerasContent): Promise<Uint8Array> {
  const { weights, compile, metadata } = content;
  return Hdf5Writer.write((file) => {
    if (metadata) file.text('', METADATA, pythonJson(JSON.parse(metadata)));
    for (const { place, values } of weights) file.dataset(place.path, values);
    const state = compile?.optimizer.state ? stateOfKeras3(compile.optimizer.state) : [];
    for (const [index, values] of state.entries()) file.dataset(`optimizer/vars/${index}`, values);
  }, sizeOfValues(content));
}
