import '@cb-tooling/backend';
import { camelCase, type RecordedAverage, readAverages } from '@cb-tooling/keras-oracle';
import { SGDOptimizer, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { SwapEMAWeights, type SwapEMAWeightsOptions } from '../src/index.js';
import { AtEpochEnd, Observer, setWeights, valuesOf, weightsOf } from './training.js';

const recording = readAverages(new URL('fixtures/', import.meta.url));
let replayed = 0;

/** The samples that Keras evaluated the average on. */
const EVALUATE: [x: ReturnType<typeof tensor2d>, y: ReturnType<typeof tensor2d>] = [
  tensor2d([1, 0, 0, 1, 1, 1], [3, 2]),
  tensor2d([0, 0, 0], [3, 1]),
];

for (const recorded of recording.cases) {
  const { id, verdict, reasons, keras, ours = keras } = recorded;
  const why = reasons.map((reason) => recording.reasons[reason]).join('; ');
  test(`${id} ${verdict === 'same' ? 'trains as Keras does' : `departs from Keras: ${why}`}`, async () => {
    const done = await replay(recorded);
    const far = farthest(done, ours);
    expect(far).toBeLessThanOrEqual(recording.tolerance);
    // Before Keras has swapped, its numbers are exact.
    const exact = recorded.runs[0]?.epochs[0]?.length;
    const averages = keras[0]?.average.slice(0, exact);
    expect(done[0]?.average.slice(0, exact)).toEqual(averages?.map((weights) => weights.map(Math.fround)));
    if (verdict === 'differs') expect(farthest(done, keras)).toBeGreaterThan(recording.tolerance);
    replayed++;
  });
}

test('every recorded case was replayed', () => {
  const differs = recording.cases.filter(({ verdict }) => verdict === 'differs').length;
  const { oracles, seed, tolerance } = recording;
  console.info(
    `${replayed} of ${recording.cases.length} cases replayed, seed ${seed}, of ${oracles}: ${differs} depart from ` +
      `Keras, the others are the same up to ${tolerance}.`,
  );
  expect(replayed).toBe(recording.cases.length);
});

/** Its steps are read from a script. */
class Scripted extends SGDOptimizer {
  readonly model: LayersModel;
  script: Iterator<number[]> = [][Symbol.iterator]();

  constructor() {
    super(1);
    this.model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    this.model.compile({ optimizer: this, loss: 'meanSquaredError' });
  }

  override applyGradients(): void {
    setWeights(this.model, this.script.next().value);
    this.incrementIterations();
  }
}

/** Trains in real fits, and takes down what Keras's recorder does. */
async function replay({ options, initial, runs }: RecordedAverage) {
  const optimizer = new Scripted();
  const { model } = optimizer;
  setWeights(model, initial);
  const renamed = Object.entries(options).map(([name, value]) => [camelCase(name), value]);
  const callback = new SwapEMAWeights({
    ...(Object.fromEntries(renamed) as SwapEMAWeightsOptions),
    evaluate: EVALUATE,
  });
  const done = [];
  for (const { initial_epoch: initialEpoch, epochs, stop_after: stopAfter = Number.NaN } of runs) {
    optimizer.script = epochs.flat()[Symbol.iterator]();
    const batches = epochs[0]?.length ?? 0;
    const average: number[][] = [];
    const observer = new (class extends Observer {
      override async onBatchEnd() {
        await super.onBatchEnd();
        average.push(valuesOf((callback.getState().weights ?? []).map(({ tensor }) => tensor)));
      }
    })();
    const stop = new AtEpochEnd(stopAfter, () => {
      model.stopTraining = true;
    });
    const { history } = await model.fit(zeros([batches, 2]), zeros([batches, 1]), {
      batchSize: 1,
      initialEpoch,
      epochs: initialEpoch + epochs.length,
      verbose: 0,
      callbacks: [callback, observer, stop],
    });
    const { begin, trained, end } = observer;
    done.push({ begin, average, trained, end, loss: history.val_ema_loss, final: weightsOf(model) });
  }
  return done;
}

/** The largest difference of two numbers in the same place, of large ones in relation to them. */
function farthest(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) / Math.max(1, Math.abs(b));
  expect(Object.keys(Object(a))).toEqual(Object.keys(Object(b)));
  return Math.max(0, ...Object.entries(Object(a)).map(([key, value]) => farthest(value, Object(b)[key])));
}
