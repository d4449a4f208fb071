// Trains in a loop with a backup, and prints how it ended: node resume-in-child.js <JSON>
// { directory, kind, saveFreq, killAt } kills itself, without a warning, after so many steps.
import '@cb-tooling/backend';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import { EpochAverages, TrainingLoop, VariableModel } from '../dist/index.js';

const { directory, kind, saveFreq, killAt = Infinity } = JSON.parse(process.argv[2]);
const BATCHES = 10;

/** @returns the model, and what it makes of inputs */
function layersModel() {
  const seeded = (seed) => ({ kernelInitializer: initializers.glorotUniform({ seed }) });
  const model = sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [2], activation: 'tanh', ...seeded(1) }),
      layers.dense({ units: 1, ...seeded(2) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  return { model, predict: (xs) => model.apply(xs, { training: true }) };
}

function variableModel() {
  const hidden = tf.variable(tf.randomNormal([2, 3], 0, 1, 'float32', 1));
  const out = tf.variable(tf.randomNormal([3, 1], 0, 1, 'float32', 2));
  const optimizer = tf.train.momentum(0.05, 0.9);
  const model = new VariableModel({ variables: { hidden, out }, optimizer });
  return { model, predict: (xs) => tf.matMul(tf.tanh(tf.matMul(xs, hidden)), out) };
}

const { model, predict } = kind === 'layers' ? layersModel() : variableModel();
const stopping = new EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
const plateau = new ReduceLROnPlateau({ monitor: 'loss', patience: 1, minDelta: 0.05 });
const averages = new EpochAverages();
const backup = new BackupAndRestore(join(directory, 'backup'), { saveFreq, callbacks: [averages, stopping, plateau] });
const place = await backup.restore(model);
const note = {
  onEpochEnd: (epoch, logs) => appendFileSync(join(directory, 'epochs.jsonl'), `${JSON.stringify([epoch, logs])}\n`),
};
const loop = new TrainingLoop({
  model,
  averages,
  epochs: 6,
  batchesPerEpoch: BATCHES,
  callbacks: [note, stopping, plateau, backup],
  ...place,
});

let steps = 0;
for await (const epoch of loop) {
  for await (const batch of epoch) {
    const seed = epoch.index * BATCHES + batch.index + 1;
    const xs = tf.randomUniform([4, 2], -1, 1, 'float32', seed);
    const lossOf = () => tf.mean(tf.square(tf.sub(predict(xs), tf.sum(tf.square(xs), 1, true))));
    // One metric as a tensor, one as a number.
    batch.log({ loss: model.optimizer.minimize(lossOf, true), seed: seed / 3 });
    xs.dispose();
    if (++steps >= killAt) process.kill(process.pid, 'SIGKILL');
  }
}
const weights = model.getWeights().map((weight) => Buffer.from(weight.dataSync().buffer).toString('hex'));
console.log(JSON.stringify({ place, steps, weights, iterations: model.optimizer.iterations }));
