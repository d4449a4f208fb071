import { OptionReader } from '@cb/core/monitor';
import { argumentError } from './argument-error.js';
import { cleanTag } from './tags.js';

/** When something came to be, where that is not the moment of the call. */
export interface LogTime {
  /** Seconds since 1970. @defaultValue the time of the call */
  wallTime?: number | undefined;
}

export function checkText(call: string, argument: string, text: string, meaning: string): void {
  if (typeof text !== 'string') throw argumentError(call, argument, text, `Pass ${meaning}.`, TypeError);
  if (text === '') throw argumentError(call, argument, text, `Pass ${meaning}.`);
}

/** @returns the tag as it is written */
export function checkTag(call: string, tag: string, argument = 'tag', meaning = 'a name for the curve'): string {
  checkText(call, argument, tag, meaning);
  const clean = cleanTag(tag);
  if (clean === '') throw argumentError(call, argument, tag, `Pass ${meaning}.`);
  return clean;
}

export function checkNumber(call: string, argument: string, value: number): void {
  if (typeof value !== 'number') throw argumentError(call, argument, value, 'Pass a number.', TypeError);
}

export function checkStep(call: string, step: number): void {
  if (Number.isSafeInteger(step) && step >= 0) return;
  const kind = typeof step === 'number' ? RangeError : TypeError;
  throw argumentError(call, 'step', step, 'Pass a whole number, 0 or more.', kind);
}

/** Reads the options of a call that are its own, and the time that every call has. */
export function readOptions<Options extends LogTime, Own>(
  call: string,
  options: Options | undefined,
  readOwn: (read: OptionReader<Options>) => Own,
): Own & LogTime {
  const read = new OptionReader<Options>(call, options);
  const wallTime = read.number('wallTime', undefined, { meaning: 'seconds since 1970' });
  const own = readOwn(read);
  read.done();
  return { ...own, wallTime };
}

/** The time of a call that has no other option. */
export function readTime(call: string, time: LogTime | undefined): number | undefined {
  return time === undefined ? undefined : readOptions(call, time, () => ({})).wallTime;
}
