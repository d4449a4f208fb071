import '@cb-tooling/backend';
import { type Moment, optionsOf, type ReplayedRun, readRecording, replayUntilError } from '@cb-tooling/keras-oracle';
import { listen, testRecording } from '@cb-tooling/keras-oracle/test';
import { expect } from 'vitest';
import { type StopReason, TerminateOnNaN, type TerminateOnNaNOptions } from '../src/index.js';

/** One fit in the recorder's words: columns with a value for each epoch, and what holds at its end. */
interface Run {
  /** How many batches ran. An epoch that ended in an error is left out. */
  batches?: number[];
  stopped?: boolean[];
  /** None when an error ended the training. */
  weights?: Moment;
  stdout: string[];
  warnings: number;
}

type State = StopReason | undefined;

const recording = readRecording<Run>('terminate-on-nan.json', new URL('fixtures/', import.meta.url));

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict } = recorded;
  const { error, runs } = ours ?? keras;
  const callback = new TerminateOnNaN(optionsOf<TerminateOnNaNOptions>(recorded));
  const observed = await replayUntilError(recorded, callback, ({ stopReason }): State => stopReason, listen);
  const done = observed.runs.map(inRecordersWords);
  expect(done).toMatchObject(runs);
  expect(observed.error?.at).toBe(error?.at);
  if (error) expect(String(observed.error?.cause)).toMatch(messageOf(callback.stopReason));
  if (verdict === 'effects') expect(done.map(effectsOf)).toMatchObject(keras.runs.map(effectsOf));
  expect(verdict).not.toBe('differs');
  for (const { warnings, epochs } of observed.runs) {
    for (const warning of warnings) expect(warning).toMatch(messageOf(epochs.at(-1)?.state));
  }
});

function inRecordersWords({ epochs, weights, stdout, warnings }: ReplayedRun<State>): Run {
  // An error leaves a reason, and does not stop training otherwise.
  const ended = epochs.filter(({ state, stopTraining }) => !state || stopTraining);
  return {
    batches: ended.map(({ batches }) => batches.length),
    stopped: ended.map(({ stopTraining }) => stopTraining),
    weights,
    stdout,
    warnings: warnings.length,
  };
}

/** What becomes of the training. */
function effectsOf({ batches, stopped, weights }: Run) {
  return { batches, stopped, ...(weights && { weights }) };
}

function messageOf(reason: State): string {
  const { epoch = -1, batch = -1, metrics } = reason ?? {};
  return `TerminateOnNaN: the loss of epoch ${epoch + 1}, batch ${batch + 1} is ${metrics?.loss}, so training stops.`;
}
