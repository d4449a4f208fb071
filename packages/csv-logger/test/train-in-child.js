// Logs epochs without end, until it is killed, or kills itself as an epoch ends:
// node train-in-child.js <file> <first epoch> [<last epoch>]
import '@cb-tooling/backend';
import { compiledModel } from '@cb/core/testing';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { CSVLogger } from '../dist/index.js';

const [, , path, first, last] = process.argv;
const { ppid } = process;

/** Says that rows are written; adds a metric now and then, so that the file is replaced too. */
class Reports extends Callback {
  async onEpochEnd(epoch, logs) {
    if (epoch === Number(last)) process.kill(process.pid, 'SIGKILL');
    if (epoch % 3 === 0) logs[`late_${epoch}`] = epoch;
    if (epoch === Number(first) + 1) console.log('training');
    // The test that waits for it is no more.
    if (process.ppid !== ppid) this.model.stopTraining = true;
  }
}

await compiledModel().fit(ones([4, 4]), zeros([4, 1]), {
  initialEpoch: Number(first),
  epochs: 1e9,
  verbose: 0,
  callbacks: [new CSVLogger(path, { append: true }), new Reports()],
});
