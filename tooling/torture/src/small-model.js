import { initializers, layers, sequential } from '@cb-tooling/backend/tf';

/** The model whose files every later version has to read. */
export function smallModel() {
  const [first, second] = [1, 2].map((seed) => initializers.glorotUniform({ seed }));
  const hidden = layers.dense({
    units: 5,
    inputShape: [4],
    activation: 'relu',
    kernelInitializer: first,
    name: 'hidden',
  });
  const norm = layers.batchNormalization({ name: 'norm' });
  const last = layers.dense({ units: 1, kernelInitializer: second, name: 'last' });
  const model = sequential({ name: 'small', layers: [hidden, norm, last] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
}
