import type { NotedOptimizer } from '../model/noted-optimizer.js';
import type { Json } from './layer-json.js';
import { sayDiffers, times } from './optimizer-to-keras.js';
import { keptSlots, OFF, OPTIMIZERS, type OptimizerPair } from './optimizers.js';
import type { WeightPlace } from './weight-places.js';
import { scalarInt, type Values } from './weight-values.js';

/** An optimizer in the terms of TensorFlow.js. */
export interface OwnOptimizer {
  className: string;
  /** As `getConfig()` gives it. */
  config: Json;
  /** What it remembers, if the file says so. */
  state?: { values: NotedOptimizer['values']; tensors: { name: string; values: Values }[] };
}

/**
 * @param state what Keras's optimizer remembers: the count of steps, the learning rate, the slots
 * @param trained the weights that it trains, in their order
 * @param leftOut gets a sentence if the state is not used
 * @throws Error that says what TensorFlow.js lacks
 */
export function optimizerFromKeras(
  { class_name, config }: { class_name: string; config: Json },
  state: Values[],
  trained: readonly WeightPlace[],
  leftOut: string[],
): OwnOptimizer {
  const keras = class_name.replace(/^.*>/, '');
  const isRight = ({ keras: name }: OptimizerPair) => name.toLowerCase() === keras.toLowerCase();
  const [plain, other] = OPTIMIZERS.filter(isRight);
  const pair = other && config.momentum ? other : plain;
  if (!pair) throw new Error(`TensorFlow.js has no optimizer ${keras}`);
  refuseMore(pair, config);
  if (pair.differs) leftOut.push(sayDiffers(pair.keras, pair.differs));
  const options = Object.entries(pair.options).map(([ours, theirs]) => [ours, config[theirs]]);
  const own: Json = Object.fromEntries(options.filter(([, value]) => value !== undefined));
  const restored = state.length === 0 ? undefined : restore(pair, own, ordered(state, config), trained);
  if (state.length > 0 && !restored) {
    leftOut.push(
      `the state of the optimizer is left out, because it is not as Keras keeps that of ${keras}. ` +
        'Training that goes on begins with a fresh optimizer.',
    );
  }
  return { className: pair.name, config: own, ...(restored && { state: restored }) };
}

function refuseMore({ keras, constants = {} }: OptimizerPair, config: Json): void {
  const isOf = (option: string, value: unknown) =>
    `an option ${option}, which is ${JSON.stringify(value)} for ${keras}`;
  for (const [option, values] of Object.entries(OFF)) {
    const value = config[option];
    if (value !== undefined && !values.includes(value)) throw new Error(`TensorFlow.js has no ${isOf(option, value)}`);
  }
  for (const [option, value] of Object.entries(constants)) {
    if (config[option] !== undefined && config[option] !== value) {
      throw new Error(`TensorFlow.js has no ${isOf(option, config[option])} but ${value}`);
    }
  }
  if (typeof config.learning_rate !== 'number') throw new Error('TensorFlow.js has no schedules for the learning rate');
}

interface Ordered {
  steps: Values | undefined;
  rate: number;
  slots: Values[];
  /** Whether one kind of slots comes after the other, and not weight after weight. */
  isByKind: boolean;
}

/** Keras 2 keeps the learning rate elsewhere, and its older optimizers one kind of slots after the other. */
function ordered([steps, ...others]: Values[], config: Json): Ordered {
  const [next, ...slots] = others;
  if (next?.shape.length === 0) return { steps, rate: Number(next.data[0]), slots, isByKind: false };
  return { steps, rate: config.learning_rate as number, slots: others, isByKind: config.is_legacy_optimizer !== false };
}

function restore(
  pair: OptimizerPair,
  config: Json,
  { steps, rate, slots, isByKind }: Ordered,
  trained: readonly WeightPlace[],
): OwnOptimizer['state'] | undefined {
  if (!steps || steps.shape.length > 0) return undefined;
  const iterations = Number(steps.data[0]);
  const kept = keptSlots(pair, config);
  const lists = isByKind ? kept.flat().map((kind) => [kind]) : kept;
  const isFresh = slots.length === 0;
  // The SGD of Keras 2 keeps momentum even if it has none.
  const isComplete = slots.length === lists.flat().length * trained.length || pair.slots.length === 0;
  if (!isComplete && !(isFresh && iterations === 0)) return undefined;
  const tensors = isFresh ? [] : ownSlots(pair, lists, slots, trained, rate);
  const iter = { name: 'iter', values: scalarInt(iterations, 'int32') };
  const powers = Object.entries(pair.powers ?? {}).map(([field, beta]) => {
    return [field, (config[beta] as number) ** (iterations + 1)];
  });
  const count = pair.name === 'Adamax' ? { iteration: iterations } : {};
  const values = { iterations, learningRate: rate, ...Object.fromEntries(powers), ...count };
  return { values, tensors: [iter, ...tensors] };
}

/** The slots as TensorFlow.js saves them: one kind after the other, each for all weights. */
function ownSlots(
  { name, slots: kinds }: OptimizerPair,
  lists: readonly (readonly string[])[],
  slots: Values[],
  trained: readonly WeightPlace[],
  rate: number,
): { name: string; values: Values }[] {
  const found = new Map<string, Values>();
  let next = 0;
  for (const list of lists) {
    for (const place of trained) for (const kind of list) found.set(`${place.name}/${kind}`, slots[next++] as Values);
  }
  const kept = kinds.flat().filter((kind) => kind !== 'mg' || lists.flat().includes('mg'));
  return kept.flatMap((kind) =>
    trained.map((place, index) => {
      const slot = found.get(`${place.name}/${kind}`);
      // RMSProp without momentum keeps some nevertheless, which it multiplies by 0.
      const values = slot ?? times(slots[index] as Values, 0);
      return { name: `${place.name}/${kind}`, values: name === 'Momentum' ? times(values, -1 / rate) : values };
    }),
  );
}
