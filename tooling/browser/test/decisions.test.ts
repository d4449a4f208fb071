import '@cb-tooling/backend';
import { describe, expect } from 'vitest';
import { whySkipped } from '../chromium.js';
import * as labInNode from '../page/lab.js';
import type { Lab } from '../src/tab.js';
import { test } from '../src/test.js';

/** Trains until the scores have been the same for too long. */
async function stopAndReduce({ EarlyStopping, ReduceLROnPlateau, Recorder, Scores, toyModel, train, valuesOf }: Lab) {
  const watched = { monitor: 'score', mode: 'min' } as const;
  const stopper = new EarlyStopping({ ...watched, patience: 4, restoreBestWeights: true });
  const plateau = new ReduceLROnPlateau({ ...watched, factor: 0.5, patience: 2 });
  const [model, recorder] = [toyModel(), new Recorder()];
  const scores = new Scores(5, 4, 3, 3.5, 3, 3.25, 4, 2, 1, 0);
  const { history } = await train(model, 10, [scores, recorder, stopper, plateau]);
  const { best, bestEpoch, stoppedEpoch, stopReason } = stopper;
  const decisions = { best, bestEpoch, stoppedEpoch, stopReason, rates: history.learning_rate };
  return { decisions, restored: valuesOf(model), epochs: recorder.epochs };
}

describe.skipIf(whySkipped())('EarlyStopping and ReduceLROnPlateau in a browser', () => {
  test('decide as in Node.js, and put the best weights back', async ({ tab }) => {
    const { decisions, restored, epochs } = await tab.run(stopAndReduce);
    expect(decisions).toEqual({
      best: 3,
      bestEpoch: 2,
      stoppedEpoch: 6,
      stopReason: { kind: 'patience', epoch: 6, metric: 'score', value: 4, best: 3 },
      rates: [0.001, 0.001, 0.001, 0.001, 0.001, 0.0005, 0.0005],
    });
    expect(decisions).toEqual((await stopAndReduce(labInNode)).decisions);
    expect(restored).toEqual(epochs[2]);
    expect(restored).not.toEqual(epochs[6]);
  });

  test('let timers run during fit, which TensorFlow.js alone does not', async ({ tab }) => {
    const ticks = await tab.run(async ({ tf, EarlyStopping, toyModel, train }) => {
      const ticksDuring = async (callback: InstanceType<typeof tf.Callback>) => {
        let ticks = 0;
        const timer = setInterval(() => ticks++, 10);
        await train(toyModel(), 400, [callback]);
        clearInterval(timer);
        return ticks;
      };
      const idle = new (class extends tf.Callback {})();
      return {
        idle: await ticksDuring(idle),
        ours: await ticksDuring(new EarlyStopping({ monitor: 'loss', patience: 400 })),
      };
    });
    expect(ticks.idle).toBe(0);
    expect(ticks.ours).toBeGreaterThan(0);
  });
});
