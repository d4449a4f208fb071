import { ones, zeros } from '@tensorflow/tfjs-core';
import type { Callback, LayersModel } from '@tensorflow/tfjs-layers';

/** A short fit without surprises. @returns what `History` recorded */
export async function fit(model: LayersModel, callbacks: Callback[], epochs = 1) {
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];
  const history = await model.fit(xs, ys, { epochs, batchSize: 4, verbose: 0, shuffle: false, callbacks });
  xs.dispose();
  ys.dispose();
  return history.history;
}
