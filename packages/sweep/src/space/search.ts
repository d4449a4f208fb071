import { isDeepStrictEqual } from 'node:util';
import { optionError, show } from '@cb/core/monitor';
import type { TrialResult } from '../results/result.js';
import { draw, unit } from './draw.js';
import { Grid } from './grid.js';
import { contains, type Params, type Space } from './space.js';

/** What a search of one's own is told. */
export interface SearchState {
  /** The trial to choose hyperparameters for, counted from 1. */
  trial: number;
  /** What is known of the trials before, in the order of their numbers. */
  trials: readonly TrialResult[];
  space: Space;
  /** A number from 0 to below 1, which follows from the seed, the trial and how often it was asked. */
  random: () => number;
}

/** Chooses the hyperparameters of a trial; `undefined` when there is nothing more to try. */
export type SearchFunction = (state: SearchState) => Params | undefined | Promise<Params | undefined>;

export type Search = 'grid' | 'random' | SearchFunction;

/** Which trials there are to be. */
export interface Plan {
  /** How many at most. */
  size: number;
  /** Whether what is tried depends on the results of trials before. */
  isAdaptive: boolean;
  choose: (trial: number, trials: readonly TrialResult[]) => Params | undefined | Promise<Params | undefined>;
}

/** @throws RangeError for a grid of a range without points, and for random trials without a number of them */
export function planOf(search: Search, space: Space, seed: number, trials: number | undefined): Plan {
  if (search === 'grid') {
    const grid = new Grid(space);
    return { size: Math.min(trials ?? grid.size, grid.size), isAdaptive: false, choose: (trial) => grid.at(trial) };
  }
  if (trials === undefined) {
    throw optionError('sweep', 'trials', trials, 'Pass how many to run: only a grid knows by itself.', TypeError);
  }
  if (search === 'random') return { size: trials, isAdaptive: false, choose: (trial) => draw(space, seed, trial) };
  const choose = async (trial: number, results: readonly TrialResult[]) => {
    let count = 0;
    const random = () => unit(`${seed}/${trial}/${count++}`);
    return checked(await search({ trial, trials: results, space, random }), space, trial);
  };
  return { size: trials, isAdaptive: true, choose };
}

function checked(params: Params | undefined, space: Space, trial: number): Params | undefined {
  if (params === undefined || params === null) return undefined;
  const names = Object.keys(space);
  if (typeof params !== 'object' || !isDeepStrictEqual(Object.keys(params).sort(), [...names].sort())) {
    const got = typeof params === 'object' ? `{ ${Object.keys(params).join(', ')} }` : show(params);
    throw new TypeError(
      `sweep: \`search\` gave ${got} for trial ${trial}. Return an object with ${names.join(', ')}, or undefined to end.`,
    );
  }
  for (const [name, dimension] of Object.entries(space)) {
    if (contains(dimension, params[name])) continue;
    throw new RangeError(
      `sweep: \`search\` gave ${show(params[name])} as \`${name}\` of trial ${trial}. Return a value of the space.`,
    );
  }
  return params;
}
