import '@cb-tooling/backend';
import { type Moment, optionsOf, type ReplayedRun, readRecording, replay } from '@cb-tooling/keras-oracle';
import { listen, testRecording } from '@cb-tooling/keras-oracle/test';
import { expect } from 'vitest';
import { EarlyStopping, type EarlyStoppingOptions } from '../src/index.js';

/** One fit in the recorder's words: columns with a value for each epoch, and what holds at its end. */
interface Run {
  wait: number[];
  best: (number | null)[];
  /** Keras 2.3.1 has none. */
  best_epoch?: number[];
  stopped: boolean | undefined;
  stopped_epoch: number | undefined;
  weights: Moment;
  stdout: string[];
  warnings: number;
}

const recording = readRecording<Run>('early-stopping.json', new URL('fixtures/', import.meta.url));

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict } = recorded;
  const options = optionsOf<EarlyStoppingOptions>(recorded);
  const { error, runs } = ours ?? keras;
  if (error) {
    expect(error).toMatchObject({ at: 'init', type: 'ValueError' });
    expect(() => new EarlyStopping(options)).toThrow(RangeError);
    expect(() => new EarlyStopping(options)).toThrow(`EarlyStopping: option \`${error.option}\` is`);
  } else {
    const observed = await replay(recorded, new EarlyStopping(options), stateOf, listen);
    const done = observed.map(inRecordersWords);
    expect(done).toMatchObject(runs);
    if (verdict === 'effects') expect(effectsOf({ error, runs: done })).toEqual(effectsOf(keras));
    if (verdict === 'differs') expect(effectsOf({ error, runs: done })).not.toEqual(effectsOf(keras));
    const complaint = `EarlyStopping: option \`monitor\` is "${options.monitor ?? 'val_loss'}". `;
    for (const { warnings } of observed) expect(warnings.join()).toMatch(warnings.length ? complaint : '');
  }
});

function stateOf({ wait, best, bestEpoch, stoppedEpoch }: EarlyStopping) {
  return { wait, best, bestEpoch, stoppedEpoch };
}

function inRecordersWords({ epochs, weights, stdout, warnings }: ReplayedRun<ReturnType<typeof stateOf>>): Run {
  return {
    wait: epochs.map(({ state }) => state.wait),
    best: epochs.map(({ state }) => state.best ?? null),
    best_epoch: epochs.map(({ state }) => state.bestEpoch),
    stopped: epochs.at(-1)?.stopTraining,
    stopped_epoch: epochs.at(-1)?.state.stoppedEpoch,
    weights,
    stdout,
    warnings: warnings.length,
  };
}

/** What becomes of the training. */
function effectsOf({ error, runs }: { error: unknown; runs: Run[] }) {
  return { error, runs: runs.map(({ wait, stopped, weights }) => ({ epochs: wait?.length, stopped, weights })) };
}
