import { isDeepStrictEqual } from 'node:util';
import { type JSONValue, optionError, show } from '@cb/core/monitor';

/** Numbers from `min` to `max`, both included. */
export interface Range {
  min: number;
  max: number;
  /** `'log'` draws as many values from 0.001 to 0.01 as from 0.01 to 0.1. Without it they are even. */
  scale?: 'linear' | 'log' | undefined;
  /** Whole numbers alone. */
  whole?: boolean | undefined;
  /** How many values a grid takes of the range. Whole numbers without it are all taken. */
  points?: number | undefined;
}

/** What a hyperparameter may be: one of some values, or a number of a range. */
export type Dimension = readonly JSONValue[] | Range;

/** The hyperparameters of a sweep by name. */
export type Space = Readonly<Record<string, Dimension>>;

/** The hyperparameters of one trial by name. */
export type Params = Record<string, JSONValue>;

const EXAMPLE = "an array of values, or a range such as { min: 1e-4, max: 1e-1, scale: 'log' }";
const RANGE_KEYS = ['min', 'max', 'scale', 'whole', 'points'];

/** @throws TypeError or RangeError that names the hyperparameter, if there is one that no value can be drawn for */
export function readSpace(space: unknown): Space {
  if (typeof space !== 'object' || space === null || Array.isArray(space)) {
    throw optionError('sweep', 'space', space, `Pass an object with ${EXAMPLE} for each hyperparameter.`, TypeError);
  }
  const names = Object.keys(space);
  if (names.length === 0) throw new RangeError(`sweep: option \`space\` is empty. Pass ${EXAMPLE}, by name.`);
  return Object.fromEntries(names.map((name) => [name, readDimension(name, (space as Space)[name])]));
}

/** Whether a value is one that the dimension may take. */
export function contains(dimension: Dimension, value: unknown): boolean {
  if (isValues(dimension)) return dimension.some((one) => isDeepStrictEqual(one, value));
  const { min, max, whole } = dimension;
  return typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
}

export function isValues(dimension: Dimension): dimension is readonly JSONValue[] {
  return Array.isArray(dimension);
}

function readDimension(name: string, dimension: unknown): Dimension {
  const refuse = (value: unknown, remedy: string, part = '', kind: ErrorConstructor = RangeError) =>
    optionError('sweep', `space.${name}${part}`, value, remedy, kind);
  if (Array.isArray(dimension)) {
    if (dimension.length === 0) throw new RangeError(`sweep: option \`space.${name}\` is empty. Pass ${EXAMPLE}.`);
    const odd = dimension.findIndex((value) => !isJSON(value));
    if (odd >= 0) throw refuse(dimension[odd], 'Pass values that JSON can hold.', `[${odd}]`, TypeError);
    return structuredClone(dimension) as JSONValue[];
  }
  if (typeof dimension !== 'object' || dimension === null) throw refuse(dimension, `Pass ${EXAMPLE}.`, '', TypeError);
  const range = dimension as Range;
  const unknown = Object.keys(range).find((key) => !RANGE_KEYS.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`sweep: option \`space.${name}.${unknown}\` is unknown. A range has ${RANGE_KEYS.join(', ')}.`);
  }
  const { min, max, scale = 'linear', whole = false, points } = range;
  for (const [part, bound] of Object.entries({ min, max })) {
    if (typeof bound !== 'number') throw refuse(bound, 'Pass a number.', `.${part}`, TypeError);
    if (!Number.isFinite(bound)) throw refuse(bound, 'Pass a finite number.', `.${part}`);
    if (whole && !Number.isInteger(bound)) throw refuse(bound, 'Pass a whole number.', `.${part}`);
  }
  if (min >= max) throw refuse(min, `Pass a number below \`max\`, which is ${show(max)}.`, '.min');
  if (scale !== 'linear' && scale !== 'log') throw refuse(scale, "Pass 'linear' or 'log'.", '.scale');
  if (scale === 'log' && min <= 0) throw refuse(min, "Pass a number above 0, or leave out `scale: 'log'`.", '.min');
  if (typeof whole !== 'boolean') throw refuse(whole, 'Pass true or false.', '.whole', TypeError);
  if (points !== undefined && !(Number.isInteger(points) && points >= 2)) {
    throw refuse(points, 'Pass a whole number of values, 2 or more.', '.points');
  }
  return { min, max, scale, whole, points };
}

function isJSON(value: unknown): boolean {
  const text = JSON.stringify(value);
  return text !== undefined && isDeepStrictEqual(JSON.parse(text), value);
}
