import '@cb-tooling/backend';
import { PassThrough } from 'node:stream';
import { compiledModel } from '@cb/core/testing';
import {
  type RecordedFit,
  type RecordedMetric,
  type RecordedSecondsLeft,
  readProgress,
} from '@cb-tooling/keras-oracle';
import { CallbackList } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Bars, ProgbarLogger } from '../src/index.js';
import { metricText, timeLeftText } from '../src/number-texts.js';

const { cases, oracles, seed } = readProgress(new URL('fixtures/', import.meta.url));

afterEach(() => {
  vi.restoreAllMocks();
});

describe(`as ${oracles} prints it, seed ${seed}`, () => {
  test.each(cases.filter((one): one is RecordedMetric => 'metric' in one))('$id $metric is $text', (one) => {
    expect(metricText(one.metric)).toBe(one.text);
  });

  const left = cases.filter((one): one is RecordedSecondsLeft => 'secondsLeft' in one);
  test.each(left)('$id $secondsLeft seconds left are $text', ({ secondsLeft, text }) => {
    expect(timeLeftText(secondsLeft)).toBe(text);
  });

  test.each(cases.filter((one): one is RecordedFit => 'run' in one))('$id the lines of a fit', async (fit) => {
    expect(await linesOf(fit)).toEqual(fit.run.map(({ keras }) => withoutBar(keras)));
  });
});

/** The README tells what is left out here: the bar of an epoch that is over, and the time of a step. */
function withoutBar(line: string): string {
  return line.replace(/ ━+ (\d+s) \d+[mu]?s\/step/, ' - $1');
}

/** What ours prints, without the padding of the epoch's number. */
async function linesOf({ epochs, initialEpoch, steps, stepsKnown, run }: RecordedFit): Promise<string[]> {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const stream = new PassThrough({ encoding: 'utf8' });
  const list = new CallbackList([new ProgbarLogger({ bars: new Bars({ stream }) })]);
  const metrics = Object.keys(run[0]?.logs ?? {});
  list.setParams({ epochs, initialEpoch, metrics, verbose: 0, ...(stepsKnown && { steps }) });
  list.setModel(compiledModel());
  await list.onTrainBegin();
  for (const [index, { secondsPerStep, logs }] of run.entries()) {
    await list.onEpochBegin(initialEpoch + index);
    for (let batch = 0; batch < steps; batch++) {
      now += 1000 * secondsPerStep;
      await list.onBatchEnd(batch, { batch, size: 0 });
    }
    await list.onEpochEnd(initialEpoch + index, logs);
  }
  await list.onTrainEnd();
  const lines = String(stream.read()).trimEnd().split('\n');
  return lines.map((line) => line.replace(/^Epoch +/, 'Epoch '));
}
