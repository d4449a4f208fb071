import type { ModelSnapshot } from '../model/model-snapshot.js';
import type { Json } from './layer-json.js';
import { keptSlots, OPTIMIZERS, type OptimizerPair } from './optimizers.js';
import { download, scalarFloat, scalarInt, type Values } from './weight-values.js';

/** An optimizer in Keras's terms. */
export interface KerasOptimizer {
  className: string;
  config: Json;
  /** What it remembers, if the snapshot says so. */
  state?: KerasState;
}

export interface KerasState {
  /** The count of steps, and the learning rate. */
  counters: [steps: Values, rate: Values];
  /** In the lists of `keptSlots`: for each kind of a list those of all weights. */
  slots: Values[][][];
}

/**
 * @param saved the optimizer as a `trainingConfig` has it
 * @param trained how many weights it trains
 * @param leftOut gets a sentence for what Keras has no place for
 * @returns `undefined` if Keras has no such optimizer
 */
export async function optimizerToKeras(
  { class_name, config }: { class_name: string; config: Json },
  snapshot: ModelSnapshot,
  trained: number,
  leftOut: string[],
): Promise<KerasOptimizer | undefined> {
  const pair = OPTIMIZERS.find(({ name }) => name === class_name);
  const fault = pair ? differenceOf(class_name, config) : `Keras has no optimizer ${class_name}`;
  if (!pair || fault !== undefined) {
    leftOut.push(`a file of Keras leaves out how the model was compiled, because ${fault}. Compile it again in Keras.`);
    return undefined;
  }
  const rate = snapshot.own.optimizer?.values.learningRate ?? config.learningRate;
  const known = { ...config, learningRate: rate };
  if (pair.differs) leftOut.push(sayDiffers(pair.keras, pair.differs));
  const all = Object.entries(pair.options).map(([ours, keras]) => [keras, known[ours as keyof typeof known]]);
  // Keras refuses a whole number as momentum, even 0, which is what it has without.
  const options = all.filter(([option, value]) => option !== 'momentum' || value !== 0);
  const kerasConfig = { name: pair.keras, ...pair.constants, ...Object.fromEntries(options) };
  const state = await stateOf(pair, known, snapshot, trained, leftOut);
  return { className: pair.keras, config: kerasConfig, ...(state && { state }) };
}

/** The sentence about an optimizer that does not do the same on both sides. */
export function sayDiffers(name: string, how: string): string {
  return `training that goes on with ${name} takes other steps than before, because ${how}.`;
}

function differenceOf(name: string, { decay }: Json): string | undefined {
  return name === 'Adamax' && decay ? `Keras's Adamax has no decay, which is ${decay}` : undefined;
}

async function stateOf(
  pair: OptimizerPair,
  config: Json,
  snapshot: ModelSnapshot,
  trained: number,
  leftOut: string[],
): Promise<KerasState | undefined> {
  const weights = snapshot.weights.filter(({ group }) => group === 'optimizer');
  const [iter, ...slots] = await Promise.all(weights.map(download));
  if (!iter) return undefined;
  const rate = config.learningRate as number;
  const counters: KerasState['counters'] = [scalarInt(Number(iter.data[0]), 'int64'), scalarFloat(rate)];
  if (slots.length === 0) return { counters, slots: [] };
  if (pair.name === 'Momentum' && config.momentum !== 0 && rate === 0) {
    leftOut.push(
      'a file of Keras leaves out the momentum, because Keras multiplies it by the learning rate, which is 0.',
    );
    return undefined;
  }
  const suffixes = pair.slots.flat();
  const ofKind = (suffix: string) => {
    const found = slots.slice(suffixes.indexOf(suffix) * trained).slice(0, trained);
    return pair.name === 'Momentum' ? found.map((one) => times(one, -rate)) : found;
  };
  return { counters, slots: keptSlots(pair, config).map((list) => list.map(ofKind)) };
}

/** As Keras 3 keeps them: the kinds of a list weight by weight. */
export function stateOfKeras3({ counters, slots }: KerasState): Values[] {
  const byWeight = slots.flatMap((list) =>
    (list[0] ?? []).flatMap((_, index) => list.map((kind) => kind[index] as Values)),
  );
  return [...counters, ...byWeight];
}

/** As Keras 2 keeps them: one kind after the other, and no learning rate. */
export function stateOfKeras2({ counters, slots }: KerasState): Values[] {
  return [counters[0], ...slots.flat(2)];
}

/** Keras keeps the step that momentum makes, TensorFlow.js the sum of gradients that it is made of. */
export function times({ shape, dtype, data }: Values, factor: number): Values {
  return { shape, dtype, data: (data as Float32Array).map((value) => value * factor) };
}
