import {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  type Optimizer,
  RMSPropOptimizer,
  SGDOptimizer,
  Variable,
} from '@tensorflow/tfjs-core';

/** What an optimizer remembers of one variable. */
export interface Slot {
  originalName: string;
  variable: Variable;
}

/** Where a class of TensorFlow.js keeps what it remembers. */
interface Layout {
  owner: { prototype: Optimizer };
  /** By the end of the slots' names, the field with their list; in the order in which TensorFlow.js saves them. */
  slots: Record<string, string>;
  /** Fields with a float32 scalar that each step multiplies or counts up. */
  scalars: string[];
}

const LAYOUTS: readonly Layout[] = [
  { owner: SGDOptimizer, slots: {}, scalars: [] },
  { owner: MomentumOptimizer, slots: { momentum: 'accumulations' }, scalars: [] },
  { owner: AdagradOptimizer, slots: { accumulator: 'accumulatedGrads' }, scalars: [] },
  { owner: AdadeltaOptimizer, slots: { accum_grad: 'accumulatedGrads', accum_var: 'accumulatedUpdates' }, scalars: [] },
  {
    owner: RMSPropOptimizer,
    slots: { rms: 'accumulatedMeanSquares', momentum: 'accumulatedMoments', mg: 'accumulatedMeanGrads' },
    scalars: [],
  },
  {
    owner: AdamOptimizer,
    slots: { m: 'accumulatedFirstMoment', v: 'accumulatedSecondMoment' },
    scalars: ['accBeta1', 'accBeta2'],
  },
  {
    owner: AdamaxOptimizer,
    slots: { m: 'accumulatedFirstMoment', v: 'accumulatedWeightedInfNorm' },
    scalars: ['accBeta1', 'iteration'],
  },
];

/**
 * The fields in which an optimizer of TensorFlow.js keeps what it remembers. They are private there, so this is the one
 * place that knows them.
 */
export class OptimizerFields {
  readonly #optimizer: Optimizer;
  readonly #fields: Record<string, unknown>;
  readonly #layout: Layout;

  /** @returns `undefined` for an optimizer of somebody's own, or of a TensorFlow.js that keeps its state otherwise */
  static of(optimizer: Optimizer): OptimizerFields | undefined {
    // A class derived from one of these remembers the same, unless it has a getWeights() of its own.
    const layout = LAYOUTS.find(({ owner }) => owner.prototype.getWeights === optimizer.getWeights);
    return layout && hasFields(optimizer, layout) ? new OptimizerFields(optimizer, layout) : undefined;
  }

  private constructor(optimizer: Optimizer, layout: Layout) {
    this.#optimizer = optimizer;
    this.#fields = optimizer as unknown as Record<string, unknown>;
    this.#layout = layout;
  }

  /** Steps done. */
  get iterations(): number {
    return this.#optimizer.iterations;
  }

  set iterations(count: number) {
    this.#fields.iterations_ = count;
  }

  /** The ends of the slots' names, in the order in which TensorFlow.js saves them. */
  get suffixes(): string[] {
    const isKept = (suffix: string) => suffix !== 'mg' || this.#fields.centered === true;
    return Object.keys(this.#layout.slots).filter(isKept);
  }

  /** All slots, one suffix after the other. There are none before the first step. */
  get slots(): Slot[] {
    return this.suffixes.flatMap((suffix) => this.#fields[this.#layout.slots[suffix] as string] as Slot[]);
  }

  /** Replaces the slots, equally many for each suffix; those before stay the caller's to dispose. */
  set slots(slots: readonly Slot[]) {
    const each = slots.length / this.suffixes.length;
    for (const [index, suffix] of this.suffixes.entries()) {
      this.#fields[this.#layout.slots[suffix] as string] = slots.slice(index * each, (index + 1) * each);
    }
  }

  /** The scalars that each step changes, by the names of their fields; the optimizer's own. */
  get scalars(): { name: string; tensor: Variable }[] {
    return this.#layout.scalars.map((name) => ({ name, tensor: this.#fields[name] as Variable }));
  }

  /** Whether TensorFlow.js itself can restore them from a file; those of Adamax it cannot. */
  get areReadByTensorFlow(): boolean {
    return this.#layout.owner !== AdamaxOptimizer;
  }
}

function hasFields(optimizer: Optimizer, { slots, scalars }: Layout): boolean {
  const { iterations } = optimizer; // Reading it makes the field, before the first step.
  const fields = optimizer as unknown as Record<string, unknown>;
  return (
    fields.iterations_ === iterations &&
    Object.values(slots).every((field) => Array.isArray(fields[field])) &&
    scalars.every((field) => fields[field] instanceof Variable)
  );
}
