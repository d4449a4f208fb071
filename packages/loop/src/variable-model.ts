import { OptionReader, optionError, show } from '@cb/core';
import { engine, type Optimizer, type Tensor, Variable } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { OnlyLayersModel } from './only-layers-model.js';
import { VariableWeight } from './variable-weight.js';

export interface VariableModelOptions {
  /** All that is trained, by names that a checkpoint keeps. */
  variables: Record<string, Variable>;

  /** What trains them. */
  optimizer: Optimizer;
}

/**
 * Fields that a LayersModel gets when it is made, and that callbacks may look for. Its methods are found by themselves.
 */
const FIELDS = [
  'layers',
  'inputs',
  'outputs',
  'inputNames',
  'outputNames',
  'inputLayers',
  'outputLayers',
  'metricsNames',
];

type Weights = LayersModel['weights'];

/**
 * Stands in for a LayersModel where a loop trains variables: what callbacks need to stop training, set the learning
 * rate, and keep, save and put back weights. Anything else that a LayersModel has is an error that says so.
 *
 * @example
 * ```ts
 * const model = new VariableModel({ variables: { slope, offset }, optimizer });
 * ```
 *
 * @throws TypeError for an option that cannot work
 */
export class VariableModel implements Pick<LayersModel, 'stopTraining' | 'optimizer' | 'weights' | 'trainableWeights'> {
  /** Set by callbacks, or by you, to end training. */
  stopTraining = false;
  readonly optimizer: Optimizer;
  /** The variables, in the order in which they were given. */
  readonly weights: Weights;

  static {
    const own = VariableModel.prototype;
    // setModel() of a tf.Callback takes nothing else.
    Object.setPrototypeOf(own, LayersModel.prototype);
    for (const member of [...FIELDS, ...membersOf(LayersModel.prototype)]) {
      if (!Object.hasOwn(own, member)) Object.defineProperty(own, member, { get: () => refuse(member) });
    }
  }

  constructor(options: VariableModelOptions) {
    const read = new OptionReader('VariableModel', options, '{ variables, optimizer }');
    const variables = readVariables(read.copy('variables'));
    this.optimizer = readOptimizer(read.value('optimizer'));
    read.done();
    this.weights = variables.map(([name, variable]) => new VariableWeight(name, variable)) as unknown as Weights;
  }

  /** The variables that can be trained, in the order in which an optimizer keeps what it remembers of them. */
  get trainableWeights(): Weights {
    const order = Object.keys(engine().registeredVariables);
    const place = (weight: Weights[number]) => order.indexOf((weight.read() as Variable).name);
    return this.weights.filter(({ trainable }) => trainable).sort((a, b) => place(a) - place(b));
  }

  /** The variables themselves, as a LayersModel gives its own. */
  getWeights(): Tensor[] {
    return this.weights.map((weight) => weight.read());
  }

  /** @throws RangeError, with nothing changed, if the values do not fit the variables */
  setWeights(values: readonly Tensor[]): void {
    const fits = this.weights.every(({ shape }, index) => String(shape) === String(values[index]?.shape));
    if (values.length !== this.weights.length || !fits) {
      const shapes = this.weights.map(({ name, shape }) => `${name} [${shape}]`).join(', ');
      throw new RangeError(`VariableModel: the values do not fit. Pass one for each of ${shapes}.`);
    }
    for (const [index, weight] of this.weights.entries()) weight.write(values[index] as Tensor);
  }
}

/** The names of what instances inherit, from classes alone. */
function membersOf(prototype: object): string[] {
  if (prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype))];
}

function refuse(member: string): never {
  throw new OnlyLayersModel(member);
}

function readVariables(variables: unknown): [string, Variable][] {
  const entries = Object.entries(typeof variables === 'object' && variables !== null ? variables : {});
  const isNone = entries.length === 0 || Array.isArray(variables);
  if (isNone) {
    const remedy = 'Pass what is trained by name, such as { slope, offset }.';
    throw optionError('VariableModel', 'variables', variables, remedy, TypeError);
  }
  for (const [name, variable] of entries) {
    if (variable instanceof Variable && !variable.isDisposed) continue;
    const got = variable instanceof Variable ? 'disposed' : show(variable);
    throw new TypeError(`VariableModel: variable \`${name}\` is ${got}. Pass what tf.variable() gave.`);
  }
  return entries;
}

function readOptimizer(optimizer: unknown): Optimizer {
  if (typeof (optimizer as Partial<Optimizer> | undefined)?.applyGradients === 'function')
    return optimizer as Optimizer;
  const remedy = 'Pass the one that trains the variables, such as tf.train.adam().';
  throw optionError('VariableModel', 'optimizer', optimizer, remedy, TypeError);
}
