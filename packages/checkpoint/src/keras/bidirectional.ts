import { Fault } from './fault.js';
import type { KerasVersion } from './layer-config.js';
import { type Json, type LayerJson, nameOf } from './layer-json.js';

/** In what the layers of a Bidirectional may differ and yet predict the same. */
const OWN_OF_A_SIDE = /^(name|go_backwards|seed|unroll|implementation|batch_input_shape|\w+_initializer)$/;

const ONE_LAYER = 'Build the model without a `backward_layer` of its own';

/**
 * Whether Keras must be told the second layer of a Bidirectional. TensorFlow.js writes the first alone, as does
 * Keras 2, and each makes the second of it. Keras 3 would too, but of a `.keras` file it then mistakes the layer for
 * that of another Bidirectional if it happens to lie at the same place in memory, and of any file refuses one that runs
 * backwards.
 *
 * @param layer the first, in Keras's form
 */
export function needsBackwardLayer(layer: LayerJson, version: KerasVersion): boolean {
  return version === 'keras 3' || layer.config.go_backwards === true;
}

/** The second layer, as Keras would make it. */
export function backwardLayer(layer: LayerJson): LayerJson {
  const name = `backward_${withoutSide(layer)}`;
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
  const own = nameOf({ class_name: 'Bidirectional', config });
  if (forward.class_name === 'RNN') throw cellsInside(own);
  if (backward_layer) checkSides(own, forward, backward_layer as LayerJson);
  return { ...config, layer: { ...forward, config: { ...forward.config, name: withoutSide(forward) } } };
}

function withoutSide(layer: LayerJson): string {
  return nameOf(layer).replace(/^forward_/, '');
}

function checkSides(name: string, forward: LayerJson, backward: LayerJson): void {
  if (forward.class_name !== backward.class_name) {
    throw notAlike(name, `one is a ${forward.class_name}, the other a ${backward.class_name}`, ONE_LAYER);
  }
  const options = Object.keys({ ...forward.config, ...backward.config });
  const differs = (key: string) => JSON.stringify(forward.config[key]) !== JSON.stringify(backward.config[key]);
  const different = options.find((key) => !OWN_OF_A_SIDE.test(key) && differs(key));
  if (different === undefined) return;
  const what = `they have another \`${different}\``;
  throw notAlike(name, what, different === 'trainable' ? 'Freeze both layers or none' : ONE_LAYER);
}

function cellsInside(name: string): Fault {
  const what = 'which TensorFlow.js cannot build from a description';
  return new Fault(`its Bidirectional ${name} is around an RNN with cells, ${what}. Put LSTM, GRU or SimpleRNN there`);
}

function notAlike(name: string, what: string, remedy: string): Fault {
  return new Fault(
    `the layers of its Bidirectional ${name} differ: ${what}, and TensorFlow.js makes the second like the first. ` +
      remedy,
  );
}
