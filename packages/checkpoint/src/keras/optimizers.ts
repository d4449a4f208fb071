import type { Json } from './layer-json.js';

/** One optimizer of both sides. */
export interface OptimizerPair {
  /** The class in TensorFlow.js. */
  name: string;
  keras: string;
  /** The options that both have, in the spelling of each. */
  options: Readonly<Record<string, string>>;
  /** Options that Keras has and TensorFlow.js has as constants. */
  constants?: Json;
  /**
   * What is remembered of each weight, by the ends of the names in TensorFlow.js. Keras keeps one list after the other;
   * those of one list it keeps weight by weight.
   */
  slots: readonly (readonly string[])[];
  /** How its steps differ from those of Keras, if they do. */
  differs?: string;
  /** The scalars that TensorFlow.js multiplies at each step, and Keras computes from the count of steps. */
  powers?: Readonly<Record<string, string>>;
}

const RATE = { learningRate: 'learning_rate' };
const BETAS = { ...RATE, beta1: 'beta_1', beta2: 'beta_2', epsilon: 'epsilon' };
const EPSILON = { epsilon: 1e-7 };

export const OPTIMIZERS: readonly OptimizerPair[] = [
  { name: 'SGD', keras: 'SGD', options: RATE, slots: [] },
  {
    name: 'Momentum',
    keras: 'SGD',
    options: { ...RATE, momentum: 'momentum', useNesterov: 'nesterov' },
    slots: [['momentum']],
  },
  {
    name: 'Adagrad',
    keras: 'Adagrad',
    options: { ...RATE, initialAccumulatorValue: 'initial_accumulator_value' },
    constants: EPSILON,
    slots: [['accumulator']],
  },
  {
    name: 'Adadelta',
    keras: 'Adadelta',
    options: { ...RATE, rho: 'rho', epsilon: 'epsilon' },
    slots: [['accum_grad', 'accum_var']],
    differs: 'TensorFlow.js divides a gradient by those before it, and Keras by it too',
  },
  {
    name: 'RMSProp',
    keras: 'RMSprop',
    options: { ...RATE, decay: 'rho', momentum: 'momentum', epsilon: 'epsilon', centered: 'centered' },
    slots: [['rms'], ['momentum'], ['mg']],
  },
  {
    name: 'Adam',
    keras: 'Adam',
    options: BETAS,
    slots: [['m', 'v']],
    powers: { accBeta1: 'beta1', accBeta2: 'beta2' },
  },
  { name: 'Adamax', keras: 'Adamax', options: BETAS, slots: [['m', 'v']], powers: { accBeta1: 'beta1' } },
];

/** Options of Keras's optimizers that TensorFlow.js lacks, with the values that mean that they are off. */
export const OFF: Readonly<Record<string, readonly unknown[]>> = {
  amsgrad: [false],
  decay: [0],
  clipnorm: [null],
  clipvalue: [null],
  global_clipnorm: [null],
  gradient_accumulation_steps: [null],
  loss_scale_factor: [null],
  use_ema: [false],
  weight_decay: [null, 0],
};

/**
 * The lists of slots that Keras keeps with these options.
 *
 * @param config in the spelling of TensorFlow.js
 */
export function keptSlots({ name, slots }: OptimizerPair, config: Json): readonly (readonly string[])[] {
  const isKept = ([suffix]: readonly string[]) => {
    if (suffix === 'momentum') return config.momentum !== 0 && config.momentum !== undefined;
    return suffix !== 'mg' || config.centered === true;
  };
  return name === 'Momentum' || name === 'RMSProp' ? slots.filter(isKept) : slots;
}
