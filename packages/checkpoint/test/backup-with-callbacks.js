// Trains with every callback, a backup of them included, and prints how it ended: node backup-with-callbacks.js <JSON>
// { directory, isAsync, backupFirst, epochs, deleteCheckpoint }. Each epoch is noted in a file.
import '@cb-tooling/backend';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import { TensorBoard } from '@cb/tensorboard';
import { cos, randomUniform, sum } from '@tensorflow/tfjs-core';
import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';
import { BackupAndRestore, ModelCheckpoint } from '../dist/index.js';

const { directory, isAsync, backupFirst, epochs, deleteCheckpoint } = JSON.parse(process.argv[2]);
const { ppid } = process;

class Notes extends Callback {
  async onTrainBegin() {
    console.log('training');
  }

  async onEpochEnd(epoch, { loss, val_loss, learning_rate }) {
    if (process.ppid !== ppid) process.exit(1); // A test run that was killed leaves no child behind.
    const [trained, validated] = [(await loss.data())[0], (await val_loss.data())[0]];
    appendFileSync(join(directory, 'epochs.jsonl'), `${JSON.stringify([epoch, trained, validated, learning_rate])}\n`);
  }
}

/** Learns cosines of few samples, with a rate that is too high: it gets better, then worse. */
function makeModel() {
  const seeded = (seed) => ({ kernelInitializer: { className: 'GlorotUniform', config: { seed } } });
  const model = sequential({
    layers: [
      layers.dense({ units: 6, inputShape: [2], activation: 'tanh', ...seeded(1) }),
      layers.dense({ units: 1, ...seeded(2) }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  model.optimizer.learningRate = 0.3;
  return model;
}

function data(samples, seed) {
  const xs = randomUniform([samples, 2], -3, 3, 'float32', seed);
  return [xs, cos(sum(xs, 1, true))];
}

const model = makeModel();
const plateau = new ReduceLROnPlateau({ factor: 0.7, patience: 2, restoreBestWeights: true });
const stopping = new EarlyStopping({ patience: 7, restoreBestWeights: true });
const checkpoint = new ModelCheckpoint(join(directory, 'kept', '{epoch:02d}-{val_loss:.4f}'), {
  saveTopK: 2,
  saveLast: true,
  async: isAsync,
});
const kept = [plateau, stopping, checkpoint];
const backup = new BackupAndRestore(join(directory, 'backup'), { callbacks: kept, deleteCheckpoint });
const others = [plateau, new Notes(), stopping, checkpoint, new TensorBoard({ logDir: join(directory, 'logs') })];
const { initialEpoch } = await backup.restore(model);
const [xs, ys] = data(48, 3);
await model.fit(xs, ys, {
  initialEpoch,
  epochs,
  batchSize: 8,
  shuffle: false,
  verbose: 0,
  validationData: data(16, 4),
  callbacks: backupFirst ? [backup, ...others] : [...others, backup],
});
const { best, bestEpoch, stoppedEpoch, wait, stopReason } = stopping;
console.log(
  JSON.stringify({
    weights: model.getWeights().map((weight) => Buffer.from(weight.dataSync().buffer).toString('hex')),
    iterations: model.optimizer.iterations,
    learningRate: model.optimizer.learningRate,
    stopping: { best, bestEpoch, stoppedEpoch, wait, stopReason },
    plateau: { best: plateau.best, wait: plateau.wait, cooldownCounter: plateau.cooldownCounter },
    checkpoint: { best: checkpoint.best, bestPath: checkpoint.bestPath, lastPath: checkpoint.lastPath },
  }),
);
