import { Callback } from '@cb-tooling/backend/tf';

const HOOKS = /** @type {const} */ ([
  'onTrainBegin',
  'onEpochBegin',
  'onBatchBegin',
  'onBatchEnd',
  'onEpochEnd',
  'onTrainEnd',
]);

const POSITIONS = /** @type {const} */ (['before', 'between', 'after']);

/**
 * Where something is thrown: by a callback in a hook, by a layer of the model, or by what gives batches. The `nth` time
 * that it is called, counted from 1.
 *
 * @typedef {{ by: (typeof HOOKS)[number], stands: (typeof POSITIONS)[number], nth: number }
 *   | { by: 'layer' | 'batch', nth: number }} Place
 */

/**
 * All places, in an order in which neighbours differ.
 *
 * @returns {Place[]}
 */
export function places() {
  const inHooks = POSITIONS.flatMap((stands) =>
    HOOKS.map((by) => ({
      by,
      stands,
      nth: { onBatchBegin: 8, onBatchEnd: 8, onEpochBegin: 3, onEpochEnd: 3 }[String(by)] ?? 1,
    })),
  );
  return [
    ...inHooks,
    { by: 'layer', nth: 7 },
    { by: 'layer', nth: 12 },
    { by: 'batch', nth: 8 },
    { by: 'batch', nth: 1 },
  ];
}

/**
 * @param {Place} place
 * @param {Error} error
 * @param {ReturnType<typeof import('../whole/model.js').wholeModel>} model one of whose layers is to throw, if a layer is
 * @returns {Pick<Parameters<import('../whole/training.js').WholeTraining['train']>[1] & {}, 'onBatch'> & Record<string, any>}
 *   what `train()` of a training takes
 */
export function throwerAt(place, error, model) {
  let calls = 0;
  const step = () => {
    if (++calls === place.nth) throw error;
  };
  if (place.by === 'batch') return { onBatch: step };
  if (place.by === 'layer') {
    const layer = model.getLayer('dropout');
    const { call } = layer;
    layer.call = (...args) => {
      step();
      return call.apply(layer, args);
    };
    return {};
  }
  const thrower = new (class extends Callback {})();
  thrower[place.by] = async () => step();
  return { [place.stands]: [thrower] };
}
