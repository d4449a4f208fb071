import { initializers, layers, train as optimizers, randomUniform, sequential } from '@cb-tooling/backend/tf';

/** A small model that is compiled. Its weights begin the same each time. */
export function toyModel() {
  const [first, second] = [1, 2].map((seed) => initializers.glorotUniform({ seed }));
  const hidden = layers.dense({ units: 256, inputShape: [4], activation: 'tanh', kernelInitializer: first });
  const model = sequential({ layers: [hidden, layers.dense({ units: 1, kernelInitializer: second })] });
  model.compile({ optimizer: optimizers.adam(0.0003), loss: 'meanSquaredError' });
  return model;
}

/**
 * Trains on eight samples. The loss falls in every epoch of the first four hundred.
 *
 * @param {ReturnType<typeof toyModel>} model
 * @param {{ epochs: number, initialEpoch?: number, callbacks: object[] }} fit `epochs` is the epoch to end with
 */
export async function train(model, { epochs, initialEpoch = 0, callbacks }) {
  const [xs, ys] = [randomUniform([8, 4], 0, 1, 'float32', 1), randomUniform([8, 1], 0, 1, 'float32', 2)];
  try {
    const rest = { epochs, initialEpoch, shuffle: false, verbose: 0, callbacks: /** @type {never} */ (callbacks) };
    await model.fit(xs, ys, rest);
  } finally {
    xs.dispose();
    ys.dispose();
  }
}
