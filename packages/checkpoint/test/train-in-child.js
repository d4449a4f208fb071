// Trains until a signal or the last epoch: node train-in-child.js <directory> <settings as JSON>
import '@cb-tooling/backend';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zeros } from '@tensorflow/tfjs-core';
import { Callback, layers, sequential } from '@tensorflow/tfjs-layers';
import { fileHandler, ModelCheckpoint } from '../dist/index.js';

const [, , directory, text] = process.argv;
const {
  names = ['{epoch}'],
  options = {},
  listens,
  slow,
  epochs = 1e9,
  signalAt,
  throwsAt,
  forgets,
} = JSON.parse(text);
const { ppid } = process;
// Written at once, even if the process is about to be killed.
const say = (line) => writeSync(1, `${line}\n`);

/** Says how far training is, and ends it when the process that waits for it is no more. */
class Reports extends Callback {
  async onBatchEnd(batch) {
    if (this.epoch === 1 && batch === 0) say('training');
    if (process.ppid !== ppid) this.model.stopTraining = true;
  }

  async onEpochEnd(epoch) {
    this.epoch = epoch + 1;
    if (signalAt === epoch) {
      const arrived = once(process, 'SIGINT');
      process.kill(process.pid, 'SIGINT');
      // Listeners for signals do not keep a process.
      const stays = setInterval(() => {}, 1000);
      await arrived;
      clearInterval(stays);
    }
    if (throwsAt === epoch) throw new Error('the loss is odd');
    if (this.signalled) {
      say('still training');
      this.model.stopTraining = true;
    }
  }
}

const slowly = (name) => ({
  save: async (artifacts) => {
    if (name in slow) say(`saving ${name}`);
    await sleep(slow[name] ?? 0);
    const result = await fileHandler(join(directory, name)).save(artifacts);
    if (name in slow) say(`saved ${name}`);
    return result;
  },
});

const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const reports = new Reports();
const checkpoints = names.map((name) => {
  return new ModelCheckpoint(slow ? slowly : join(directory, name), { period: 1e9, saveOnInterrupt: true, ...options });
});
if (listens) process.on('SIGINT', () => (reports.signalled = true));
const count = () => say(`listeners ${process.listenerCount('SIGINT')} ${process.listenerCount('SIGTERM')}`);
count();
try {
  // Those that write come first, so that what follows the last batch is seen by none of them.
  const callbacks = [...checkpoints, reports];
  await model.fit(zeros([8, 2]), zeros([8, 1]), { epochs, batchSize: 4, verbose: 0, callbacks });
} catch (error) {
  say(error.message);
  count();
  if (!forgets) for (const checkpoint of checkpoints) await checkpoint.dispose();
}
count();
say('end');
