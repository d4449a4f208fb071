import { Fault } from './fault.js';
import { LAYERS } from './layer-config.js';
import { isModel, type LayerJson, layersOf, nameOf } from './layer-json.js';

/**
 * The weights of a file are not those of a model.
 *
 * @param what differs, as a clause
 * @param topology that of the model; a layer of a class that is not known here has weights that nobody can place
 */
export function misfit(what: string, topology: LayerJson): Fault {
  const stranger = strangerIn(topology);
  if (!stranger) return new Fault(what);
  return new Fault(
    `${what}; its ${stranger.class_name} ${nameOf(stranger)} is of a class that TensorFlow.js does not have`,
  );
}

function strangerIn(model: LayerJson): LayerJson | undefined {
  for (const layer of layersOf(model)) {
    const found = isModel(layer) ? strangerIn(layer) : Object.hasOwn(LAYERS, layer.class_name) ? undefined : layer;
    if (found) return found;
  }
  return undefined;
}
