import { type JSONValue, optionError } from '@cb/core/monitor';
import { between } from './draw.js';
import { type Dimension, isValues, type Params, type Space } from './space.js';

/** All combinations of a space. The hyperparameter that is named last changes first. */
export class Grid {
  readonly #axes: readonly (readonly [name: string, values: readonly JSONValue[]])[];

  /** @throws RangeError for a range that does not say how many values to take */
  constructor(space: Space) {
    this.#axes = Object.entries(space).map(([name, dimension]) => [name, valuesOf(name, dimension)]);
  }

  /** How many combinations there are. */
  get size(): number {
    return this.#axes.reduce((size, [, values]) => size * values.length, 1);
  }

  /** @param trial counted from 1, up to `size` */
  at(trial: number): Params {
    let rest = trial - 1;
    const params = [...this.#axes].reverse().map(([name, values]): [string, JSONValue] => {
      const value = values[rest % values.length] as JSONValue;
      rest = Math.floor(rest / values.length);
      return [name, value];
    });
    return Object.fromEntries(params.reverse());
  }
}

function valuesOf(name: string, dimension: Dimension): readonly JSONValue[] {
  if (isValues(dimension)) return dimension;
  const { min, max, scale, whole, points = whole ? max - min + 1 : undefined } = dimension;
  if (points === undefined) {
    throw optionError('sweep', `space.${name}`, dimension, 'For a grid, pass `points`, or an array of values.');
  }
  const values = Array.from({ length: points }, (_, index) => {
    // The ends are exact: what a logarithm rounds away would lie outside of the range.
    if (index === 0) return min;
    if (index === points - 1) return max;
    const value = between(min, max, scale, index / (points - 1));
    return whole ? Math.round(value) : value;
  });
  return [...new Set(values)];
}
