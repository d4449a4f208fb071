interface Kind {
  dtype: string;
  shape: unknown;
}

interface Weight extends Kind {
  originalName: string;
}

interface Stored {
  name: string;
  tensor: Kind;
}

type Match<W extends Weight, S extends Stored> = [weight: W, tensor: S['tensor']][];

/**
 * Finds for each weight of a model the stored one: by name, or by order as Keras does, if the names differ.
 *
 * @returns the pairs, or the first difference in words
 */
export function matchWeights<W extends Weight, S extends Stored>(
  weights: readonly W[],
  stored: readonly S[],
): Match<W, S> | string {
  const fault = misfit(weights, stored);
  if (fault === undefined) {
    const tensors = new Map(stored.map(({ name, tensor }) => [name, tensor]));
    return weights.map((weight) => [weight, tensors.get(weight.originalName) as S['tensor']]);
  }
  if (!fitInOrder(weights, stored)) return fault;
  return weights.map((weight, index) => [weight, stored[index]?.tensor as S['tensor']]);
}

/** Whether both have the same shapes and dtypes in the same order, and no name stands for another place. */
function fitInOrder(weights: readonly Weight[], stored: readonly Stored[]): boolean {
  const names = new Set(weights.map(({ originalName }) => originalName));
  return (
    weights.length === stored.length &&
    stored.every(({ name, tensor }, index) => {
      const weight = weights[index] as Weight;
      return kindOf(tensor) === kindOf(weight) && (name === weight.originalName || !names.has(name));
    })
  );
}

/** The first difference between what a model needs and what is stored, by name. */
function misfit(weights: readonly Weight[], stored: readonly Stored[]): string | undefined {
  const matches = new Map<string, Stored[]>();
  for (const one of stored) {
    const same = matches.get(one.name);
    if (same) same.push(one);
    else matches.set(one.name, [one]);
  }
  for (const weight of weights) {
    const { originalName } = weight;
    const [match, ...more] = matches.get(originalName) ?? [];
    if (match === undefined)
      return `${originalName} is not among ${stored.map(({ name }) => name).join(', ') || 'them'}`;
    if (more.length > 0) return `${originalName} is there ${more.length + 1} times`;
    const [there, here] = [kindOf(match.tensor), kindOf(weight)];
    if (there !== here) return `${originalName} is ${there} there and ${here} in the model`;
  }
  const own = new Set(weights.map(({ originalName }) => originalName));
  const extra = stored.find(({ name }) => !own.has(name));
  return extra && `the model has no ${extra.name}`;
}

function kindOf({ dtype, shape }: Kind): string {
  return `${dtype} [${shape}]`;
}
