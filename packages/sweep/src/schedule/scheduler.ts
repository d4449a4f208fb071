import { OptionReader, optionError, show } from '@cb/core/monitor';

/** Asynchronous successive halving: of the trials that reach a rung, the best part goes on. */
export interface AshaOptions {
  /** Which scheduler it is. */
  type: 'asha';
  /**
   * Epochs of the first rung. The next ones are this times the factor, its square, and so on.
   * @defaultValue `1`
   */
  minEpochs?: number | undefined;
  /**
   * At each rung one trial of so many goes on.
   * @defaultValue `4`
   */
  reductionFactor?: number | undefined;
}

/** The median rule: a trial stops whose best value is worse than the median of the completed ones at the same epoch. */
export interface MedianOptions {
  /** Which scheduler it is. */
  type: 'median';
  /**
   * Completed trials before the first one may be stopped.
   * @defaultValue `5`
   */
  startupTrials?: number | undefined;
  /**
   * Epochs before which no trial is stopped.
   * @defaultValue `0`
   */
  warmupEpochs?: number | undefined;
}

export type SchedulerOptions = AshaOptions | MedianOptions;

/** Which trials stop early, as it goes over the wire: all values are set. */
export type Rule =
  | { type: 'none' }
  | { type: 'asha'; minEpochs: number; reductionFactor: number }
  | { type: 'median'; startupTrials: number; warmupEpochs: number };

const REMEDY = "Pass 'asha', 'median', 'none', or an object such as { type: 'asha', minEpochs: 3 }.";

/** @throws TypeError or RangeError for a scheduler that cannot be */
export function readScheduler(scheduler: unknown): Rule {
  if (scheduler === undefined) return { type: 'none' };
  const options = (typeof scheduler === 'string' ? { type: scheduler } : scheduler) as Partial<SchedulerOptions> | null;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw optionError('sweep', 'scheduler', scheduler, REMEDY, TypeError);
  }
  const { type } = options as { type?: string };
  switch (type) {
    case 'none':
      reader<{ type: 'none' }>(options).done();
      return { type };
    case 'asha': {
      const read = reader<AshaOptions>(options);
      const minEpochs = read.whole('minEpochs', 1, { min: 1, meaning: 'a whole number of epochs, 1 or more' });
      const meaning = 'a whole number, 2 or more';
      const reductionFactor = read.whole('reductionFactor', 4, { min: 2, meaning });
      read.done();
      return { type, minEpochs, reductionFactor };
    }
    case 'median': {
      const read = reader<MedianOptions>(options);
      const startupTrials = read.whole('startupTrials', 5, { min: 0, meaning: 'a whole number of trials, 0 or more' });
      const warmupEpochs = read.whole('warmupEpochs', 0, { min: 0, meaning: 'a whole number of epochs, 0 or more' });
      read.done();
      return { type, startupTrials, warmupEpochs };
    }
    default:
      if (typeof scheduler === 'string') throw optionError('sweep', 'scheduler', scheduler, REMEDY);
      throw new RangeError(`sweep: option \`scheduler.type\` is ${show(type)}. ${REMEDY}`);
  }
}

function reader<Options extends { type: string }>(options: unknown): OptionReader<Options> {
  const read = new OptionReader<Options>('sweep: scheduler', options as Options, "{ type: 'asha' }");
  read.string('type', '');
  return read;
}
