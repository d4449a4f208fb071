// Trains with a backup, and prints how it ended: node backup-in-child.js <JSON>
// { runs: [{ directory, className, config, steps, saveFreq }], killAt } kills itself after so many steps.
import '@cb-tooling/backend';
import { randomUniform, serialization } from '@tensorflow/tfjs-core';
import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';
import { BackupAndRestore } from '../dist/index.js';

const { runs, killAt = Infinity } = JSON.parse(process.argv[2]);
const { ppid } = process;

class Killer extends Callback {
  steps = 0;

  async onTrainBegin() {
    console.log('training');
  }

  async onBatchEnd() {
    if (process.ppid !== ppid) process.exit(1); // A test run that was killed leaves no child behind.
    if (++this.steps >= killAt) process.kill(process.pid, 'SIGKILL');
  }
}

/** Two epochs of as many batches as make up the steps. */
async function train({ directory, className, config, steps, saveFreq }) {
  const kernelInitializer = { className: 'Ones', config: {} };
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], kernelInitializer })] });
  const [Optimizer, fromConfig] = serialization.SerializationMap.getMap().classNameMap[className];
  model.compile({ optimizer: fromConfig(Optimizer, config), loss: 'meanSquaredError' });
  const [xs, ys] = [2, 1].map((width) => randomUniform([steps / 2, width], 0, 1, 'float32', width));
  const backup = new BackupAndRestore(directory, { saveFreq });
  const { initialEpoch } = await backup.restore(model);
  const callbacks = [new Killer(), backup];
  await model.fit(xs, ys, { initialEpoch, epochs: 2, batchSize: 1, shuffle: false, verbose: 0, callbacks });
  const weights = model.getWeights().map((weight) => Buffer.from(weight.dataSync().buffer).toString('hex'));
  return { initialEpoch, weights, iterations: model.optimizer.iterations };
}

const results = [];
for (const run of runs) results.push(await train(run));
console.log(JSON.stringify(results));
