import { Fault } from './fault.js';
import type { KerasVersion } from './layer-config.js';
import { type Json, type LayerJson, nameOf } from './layer-json.js';

/** In what the layers of a Bidirectional always differ, or without another prediction. */
const OWN_OF_A_SIDE = /^(name|go_backwards|\w+_initializer)$/;

/**
 * The second layer of a Bidirectional as Keras describes it. TensorFlow.js writes the first alone, as does Keras 2, and
 * each makes the second of it. Keras 3 would too, but then mistakes the layer for that of another Bidirectional if it
 * happens to lie at the same place in memory, and refuses one that runs backwards.
 *
 * @param layer the first, in Keras's form
 */
export function backwardLayer(layer: LayerJson, version: KerasVersion): LayerJson {
  // Keras 2 adds the side to the name itself.
  const name = version === 'keras 3' ? `backward_${nameOf(layer)}` : nameOf(layer);
  return { ...layer, config: { ...layer.config, name, go_backwards: layer.config.go_backwards !== true } };
}

/**
 * The configuration of a Bidirectional without its second layer, which TensorFlow.js makes of the first. It adds the
 * sides to the names itself.
 *
 * @param config with both layers in the form of TensorFlow.js; the second may be missing
 * @throws Error if the second layer is not what TensorFlow.js would make
 */
export function withoutBackwardLayer({ layer, backward_layer, ...config }: Json): Json {
  const forward = layer as LayerJson;
  if (backward_layer) checkSides(nameOf({ class_name: 'Bidirectional', config }), forward, backward_layer as LayerJson);
  const name = nameOf(forward).replace(/^forward_/, '');
  return { ...config, layer: { ...forward, config: { ...forward.config, name } } };
}

function checkSides(name: string, forward: LayerJson, backward: LayerJson): void {
  const options = new Set([...Object.keys(forward.config), ...Object.keys(backward.config)]);
  const differs = (key: string) => JSON.stringify(forward.config[key]) !== JSON.stringify(backward.config[key]);
  const different = [...options].find((key) => !OWN_OF_A_SIDE.test(key) && differs(key));
  const isOther = forward.class_name !== backward.class_name;
  if (!isOther && different === undefined) return;
  const what = isOther
    ? `a ${forward.class_name} and a ${backward.class_name}`
    : `${different} ${JSON.stringify(forward.config[different as string])} and ` +
      JSON.stringify(backward.config[different as string]);
  throw new Fault(
    `the layers of its Bidirectional ${name} differ: they have ${what}, and TensorFlow.js makes the second like the ` +
      `first. Build the model without a backward_layer of its own`,
  );
}
