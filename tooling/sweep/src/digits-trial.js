// A trial on handwritten digits, the same to the last bit whenever it runs: it goes on from its backup, and writes down
// who was at work in its directory.
import '@cb-tooling/backend';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import { SweepReporter } from '@cb/sweep';
import { cast, oneHot, tensor1d, tensor2d, train } from '@tensorflow/tfjs-core';
import { Callback, initializers, layers, sequential } from '@tensorflow/tfjs-layers';

const PIXELS = 784;
export const EPOCHS = 6;

/** Notes each epoch where only this attempt may. */
class Writers extends Callback {
  /** @param {import('@cb/sweep').TrialContext} context */
  constructor({ directory, attempt }) {
    super();
    this.line = `${attempt}\n`;
    this.file = join(directory, 'writers');
  }

  /** @override */
  async onEpochEnd() {
    appendFileSync(this.file, this.line);
  }
}

/** @param {import('@cb/sweep').TrialContext} context */
export default async (context) => {
  const { units, rate } = /** @type {{ units: number, rate: number }} */ (context.params);
  const { xs, ys } = readDigits(process.env.CB_SWEEP_DIGITS ?? '');
  const kernelInitializer = () => initializers.glorotUniform({ seed: context.seed });
  const model = sequential({
    layers: [
      layers.dense({ units, inputShape: [PIXELS], activation: 'relu', kernelInitializer: kernelInitializer() }),
      layers.dense({ units: 10, activation: 'softmax', kernelInitializer: kernelInitializer() }),
    ],
  });
  model.compile({ optimizer: train.adam(rate), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const backup = new BackupAndRestore(join(context.directory, 'backup'));
  const { initialEpoch } = await backup.restore(model);
  const callbacks = [new Writers(context), new SweepReporter(context), backup];
  await model.fit(xs, ys, {
    initialEpoch,
    epochs: EPOCHS,
    shuffle: false,
    validationSplit: 0.25,
    verbose: 0,
    callbacks,
  });
};

/** @param {string} file a byte for the label of each digit, and one for each of its pixels */
function readDigits(file) {
  const bytes = readFileSync(file);
  const count = bytes.length / (PIXELS + 1);
  const pixels = Float32Array.from(bytes.subarray(count), (byte) => byte / 255);
  const labels = tensor1d(Int32Array.from(bytes.subarray(0, count)), 'int32');
  return { xs: tensor2d(pixels, [count, PIXELS]), ys: cast(oneHot(labels, 10), 'float32') };
}
