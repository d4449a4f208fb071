import '@cb-tooling/backend';
import { type Moment, optionsOf, type ReplayedRun, readRecording, replay } from '@cb-tooling/keras-oracle';
import { listen, testRecording } from '@cb-tooling/keras-oracle/test';
import { expect } from 'vitest';
import { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from '../src/index.js';

/** One fit in the recorder's words: columns with a value for each epoch, and what holds at its end. */
interface Run {
  wait: number[];
  best: (number | null)[];
  cooldown_counter: number[];
  /** The rate after each epoch. */
  learning_rate: number[];
  /** What was added to the logs. */
  added: object[];
  weights: Moment;
  stdout: string[];
  warnings: number;
}

const recording = readRecording<Run>('reduce-lr-on-plateau.json', new URL('fixtures/', import.meta.url));

testRecording(recording, async (recorded) => {
  const { keras, ours, verdict } = recorded;
  const options = optionsOf<ReduceLROnPlateauOptions>(recorded);
  const { error, runs } = ours ?? keras;
  if (error) {
    expect(error).toMatchObject({ at: 'init', type: 'ValueError' });
    expect(() => new ReduceLROnPlateau(options)).toThrow(RangeError);
    expect(() => new ReduceLROnPlateau(options)).toThrow(`ReduceLROnPlateau: option \`${error.option}\` is`);
  } else {
    const observed = await replay(recorded, new ReduceLROnPlateau(options), stateOf, listen);
    const done = observed.map(inRecordersWords);
    expect(done).toEqual(runs);
    if (verdict === 'effects') expect(effectsOf({ error, runs: done })).toEqual(effectsOf(keras));
    if (verdict === 'differs') expect(effectsOf({ error, runs: done })).not.toEqual(effectsOf(keras));
    const complaint = `ReduceLROnPlateau: option \`monitor\` is "${options.monitor ?? 'val_loss'}". `;
    for (const { warnings } of observed) expect(warnings.join()).toMatch(warnings.length ? complaint : '');
  }
});

function stateOf({ wait, best, cooldownCounter }: ReduceLROnPlateau) {
  return { wait, best, cooldownCounter };
}

function inRecordersWords({ epochs, weights, stdout, warnings }: ReplayedRun<ReturnType<typeof stateOf>>): Run {
  return {
    wait: epochs.map(({ state }) => state.wait),
    best: epochs.map(({ state }) => state.best ?? null),
    cooldown_counter: epochs.map(({ state }) => state.cooldownCounter),
    learning_rate: epochs.map(({ learningRate }) => learningRate),
    added: epochs.map(({ added }) => added),
    weights,
    stdout,
    warnings: warnings.length,
  };
}

/** What becomes of the training. */
function effectsOf({ error, runs }: { error: unknown; runs: Run[] }) {
  return { error, runs: runs.map(({ learning_rate, weights }) => ({ learning_rate, weights })) };
}
