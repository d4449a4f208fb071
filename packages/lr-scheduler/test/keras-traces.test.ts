import '@cb-tooling/backend';
import { type Moment, optionsOf, type ReplayedRun, readRecording, replayUntilError } from '@cb-tooling/keras-oracle';
import { listen, testRecording } from '@cb-tooling/keras-oracle/test';
import { expect } from 'vitest';
import { LearningRateScheduler, type LearningRateSchedulerOptions } from '../src/index.js';
import { functionOf, type RecordedFunction } from './recorded-function.js';

/** One fit in the recorder's words: columns with a value for each epoch, and what holds at its end. */
interface Run {
  learning_rate?: number[];
  /** What was added to the logs. */
  added?: Record<string, number>[];
  weights?: Moment;
  stdout: string[];
  warnings: number;
}

const recording = readRecording<Run>('learning-rate-scheduler.json', new URL('fixtures/', import.meta.url));

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict } = recorded;
  const { schedule, ...options } = optionsOf<LearningRateSchedulerOptions & { schedule: RecordedFunction }>(recorded);
  const { error, runs } = ours ?? keras;
  const callback = new LearningRateScheduler(functionOf(schedule), options);
  const observed = await replayUntilError(recorded, callback, () => undefined, listen);
  const done = observed.runs.map((run, index) => inRecordersWords(run, error !== null && index === runs.length - 1));
  const compare = schedule.function === 'schedule' ? expectNearly : expectExactly;
  compare(done, runs);
  expect(observed.error?.at).toBe(error?.at);
  if (error) expect(String(observed.error?.cause)).toMatch(/Error: LearningRateScheduler: schedule\(\d+, .+\) gave /);
  if (verdict === 'effects') compare(done.map(effectsOf), keras.runs.map(effectsOf));
  if (verdict === 'differs')
    expect([error?.at, done.map(effectsOf)]).not.toEqual([keras.error?.at, keras.runs.map(effectsOf)]);
});

/** The epoch that failed, and what holds at the end of a run, are not recorded. */
function inRecordersWords({ epochs, weights, stdout, warnings }: ReplayedRun<unknown>, hasFailed: boolean): Run {
  const whole = hasFailed ? epochs.slice(0, -1) : epochs;
  return {
    ...(whole.length > 0 && {
      learning_rate: whole.map(({ learningRate }) => learningRate),
      added: whole.map(({ added }) => added as Record<string, number>),
    }),
    ...(!hasFailed && { weights }),
    stdout,
    warnings: warnings.length,
  };
}

function expectExactly(actual: Partial<Run>[], expected: Partial<Run>[]): void {
  expect(actual).toEqual(expected);
}

/** Keras computes its schedules in single precision: 24 bits, of which a few steps of arithmetic cost some. */
function expectNearly(actual: Partial<Run>[], expected: Partial<Run>[]): void {
  const rates = expected.flatMap(({ learning_rate = [] }) => learning_rate);
  const tolerance = 1e-5 * Math.max(...rates);
  const near = (_name: string, value: unknown) =>
    typeof value === 'number' ? { asymmetricMatch: (other: number) => Math.abs(other - value) <= tolerance } : value;
  const spread = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(spread);
    if (typeof value !== 'object' || value === null) return near('', value);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spread(member)]));
  };
  expect(actual).toEqual(spread(expected));
}

/** What becomes of the training. */
function effectsOf({ learning_rate, weights }: Run) {
  return { learning_rate, weights };
}
