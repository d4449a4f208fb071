import { createHash } from 'node:crypto';
import type { JSONValue } from '@cb/core/monitor';
import { type Dimension, isValues, type Params, type Space } from './space.js';

/** The bits that a drawn number has. */
const BITS = 48;

/**
 * The hyperparameters of a trial at random.
 *
 * They follow from the seed, the number of the trial and their names alone: each trial can be drawn again, by any
 * machine, without those before it.
 */
export function draw(space: Space, seed: number, trial: number): Params {
  const entries = Object.entries(space);
  return Object.fromEntries(
    entries.map(([name, dimension]) => [name, at(dimension, unit(`${seed}/${trial}/${name}`))]),
  );
}

/** A number from 0 to below 1 that follows from a text. */
export function unit(text: string): number {
  return (
    createHash('sha256')
      .update(text)
      .digest()
      .readUIntBE(0, BITS / 8) /
    2 ** BITS
  );
}

/** What stands in a dimension at a place from 0 to below 1. */
function at(dimension: Dimension, place: number): JSONValue {
  if (isValues(dimension)) return dimension[Math.floor(place * dimension.length)] as JSONValue;
  const { min, max, scale, whole } = dimension;
  // Whole numbers get their share when each stands for the half on both sides of it.
  const [from, to] = whole ? [min - 0.5, max + 0.5] : [min, max];
  const value = between(scale === 'log' ? Math.max(from, min / 2) : from, to, scale, place);
  return Math.min(max, Math.max(min, whole ? Math.round(value) : value));
}

/** A number between two, evenly or by its logarithm. */
export function between(min: number, max: number, scale: 'linear' | 'log' | undefined, place: number): number {
  if (scale === 'log') return Math.exp(Math.log(min) + place * (Math.log(max) - Math.log(min)));
  return min + place * (max - min);
}
