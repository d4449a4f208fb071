// A trial whose curves and hyperparameters TensorBoard shows.
import '@cb-tooling/backend';
import { SweepReporter } from '@cb/sweep';
import { TensorBoard } from '@cb/tensorboard';
import { ones, train, zeros } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';

export default async (context) => {
  const { units, rate } = context.params;
  const model = sequential({ layers: [layers.dense({ units, inputShape: [4] }), layers.dense({ units: 1 })] });
  model.compile({ optimizer: train.sgd(rate), loss: 'meanSquaredError' });
  const board = new TensorBoard({ logDir: context.directory, hparams: context.params });
  const callbacks = [new SweepReporter(context), board];
  await model.fit(ones([8, 4]), zeros([8, 1]), { epochs: 2, validationSplit: 0.5, verbose: 0, callbacks });
};
