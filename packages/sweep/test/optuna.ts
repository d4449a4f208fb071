import type { Direction } from '@cb/core/monitor';
import type { Rule } from '../src/schedule/scheduler.js';
import recording from './fixtures/optuna.json' with { type: 'json' };

/** What Optuna was told of one trial, and what it said. */
export type Told =
  | { type: 'report'; trial: number; step: number; value: number; pruned: boolean }
  | { type: 'complete'; trial: number };

/** A recorded study, in the words of a sweep. */
export interface Study {
  name: string;
  direction: Direction;
  rule: Rule;
  told: Told[];
}

export const studies: Study[] = recording.studies.map(({ direction, pruner, arguments: given, events }, index) => ({
  name: `${index + 1}: ${pruner} ${JSON.stringify(given)}, ${direction}`,
  direction: direction === 'minimize' ? 'min' : 'max',
  rule: ruleOf(given),
  told: events.map(
    ([type, trial, step, value, pruned]): Told =>
      type === 'complete'
        ? { type, trial: Number(trial) }
        : { type: 'report', trial: Number(trial), step: Number(step), value: Number(value), pruned: pruned === true },
  ),
}));

function ruleOf(given: Record<string, number | undefined>): Rule {
  const { min_resource, reduction_factor, n_startup_trials, n_warmup_steps } = given;
  if (min_resource !== undefined) {
    return { type: 'asha', minEpochs: min_resource, reductionFactor: reduction_factor as number };
  }
  return { type: 'median', startupTrials: n_startup_trials as number, warmupEpochs: n_warmup_steps as number };
}
