// node train-in-child.js JOB: trains as a job says, which goes on from a backup, and prints the weights it ends with.
import '@cb-tooling/backend';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { objectStore } from '@cb/checkpoint-store';
import { EarlyStopping } from '@cb/early-stopping';
import { randomUniform } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

const { options, epochs, backupTo, saveTo } = JSON.parse(process.argv[2]);
const store = objectStore('s3', options, { retries: 0 });
const kernelInitializer = { className: 'RandomUniform', config: { seed: 1 } };
const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], kernelInitializer })] });
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
const stopping = new EarlyStopping({ monitor: 'loss', patience: 100, restoreBestWeights: true });
const callbacks = [stopping];
let initialEpoch = 0;
try {
  if (saveTo) callbacks.push(new ModelCheckpoint(store.at(saveTo)));
  if (backupTo) {
    const backup = new BackupAndRestore(store.at(backupTo), { callbacks: [stopping] });
    ({ initialEpoch } = await backup.restore(model));
    callbacks.push(backup);
  }
  const [xs, ys] = [randomUniform([8, 2], 0, 1, 'float32', 1), randomUniform([8, 1], 0, 1, 'float32', 2)];
  await model.fit(xs, ys, { initialEpoch, epochs, batchSize: 4, shuffle: false, verbose: 0, callbacks });
  const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
  console.log(JSON.stringify({ initialEpoch, weights }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
