import { initializers, layers, train as optimizers, sequential } from '@cb-tooling/backend/tf';

/** A small model that is compiled. Its weights begin the same each time, and its dropout is the same in each batch. */
export function wholeModel() {
  const seeded = (/** @type {number} */ seed) => ({ kernelInitializer: initializers.glorotUniform({ seed }) });
  const model = sequential({
    name: 'whole',
    layers: [
      layers.dense({ units: 6, inputShape: [4], activation: 'tanh', name: 'hidden', ...seeded(1) }),
      layers.dropout({ rate: 0.25, seed: 3, name: 'dropout' }),
      layers.batchNormalization({ name: 'norm' }),
      layers.dense({ units: 1, name: 'out', ...seeded(2) }),
    ],
  });
  model.compile({ optimizer: optimizers.adam(0.05), loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}
