import { show } from '@cb/core/monitor';

/** How a schedule was called, for the error. */
export interface Call {
  step: number;
  rate: number;
  interval: 'epoch' | 'batch';
}

/**
 * What a schedule gave, if it can be a learning rate.
 *
 * @throws TypeError if it is no number, RangeError if it is negative or not finite
 */
export function scheduledRate(value: unknown, { step, rate, interval }: Call): number {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  const isPromise = value instanceof Promise;
  // Nobody waits for it: without this a rejection would end the process instead of the error below.
  if (isPromise) value.catch(() => {});
  const fault =
    `LearningRateScheduler: schedule(${step}, ${rate}) gave ${isPromise ? 'a promise' : show(value)} ` +
    `for ${interval} ${step + 1}. Return a finite number, 0 or more.`;
  throw typeof value === 'number' ? new RangeError(fault) : new TypeError(fault);
}
