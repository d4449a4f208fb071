import {
  model as functional,
  initializers,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';

type Layer = ReturnType<typeof layers.dense>;

const recurrent = () => ({
  recurrentActivation: 'sigmoid' as const,
  recurrentInitializer: 'glorotUniform' as const,
  unitForgetBias: true,
});
const stack = (...all: unknown[]): LayersModel => sequential({ layers: all as Layer[] });
const on = (layer: unknown, inputs: SymbolicTensor | SymbolicTensor[]) => {
  return (layer as Layer).apply(inputs) as SymbolicTensor;
};

/** Models of every layer that both sides have, by name. Their weights are set afterwards. */
export const MODELS: Readonly<Record<string, () => LayersModel>> = {
  dense: () =>
    stack(
      layers.dense({ units: 5, inputShape: [4], activation: 'relu', kernelRegularizer: 'l1l2' }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 3, activation: 'softmax', useBias: false }),
    ),
  activations: () =>
    stack(
      layers.dense({ units: 4, inputShape: [4], activation: 'selu' }),
      ...(['elu', 'relu', 'relu6', 'softplus', 'softsign', 'tanh', 'swish', 'gelu', 'mish'] as const).map(
        (activation) => layers.dense({ units: 4, activation: activation as never }),
      ),
      layers.activation({ activation: 'sigmoid' }),
    ),
  'activation layers': () =>
    stack(
      layers.dense({ units: 4, inputShape: [3] }),
      layers.prelu(),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.elu(),
      layers.dense({ units: 4 }),
      layers.reLU({ maxValue: 3 }),
      layers.layerNormalization(),
      layers.gaussianNoise({ stddev: 0.1 }),
      layers.gaussianDropout({ rate: 0.1 }),
      layers.alphaDropout({ rate: 0.1 }),
      layers.softmax(),
    ),
  convolution: () =>
    stack(
      layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [12, 12, 2], padding: 'same', activation: 'relu' }),
      layers.batchNormalization(),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 3, kernelSize: 2, strides: 2, useBias: false }),
      layers.batchNormalization({ scale: false }),
      layers.averagePooling2d({ poolSize: 2, padding: 'same' }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ),
  'special convolution': () =>
    stack(
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, inputShape: [8, 8, 2] }),
      layers.separableConv2d({ filters: 3, kernelSize: 3 }),
      layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
      layers.upSampling2d({ size: [2, 2] }),
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
      layers.cropping2D({
        cropping: [
          [1, 0],
          [1, 1],
        ],
      }),
      layers.prelu({ sharedAxes: [1, 2] }),
      layers.globalAveragePooling2d({}),
    ),
  'one and three dimensions': () => {
    const line = input({ shape: [9, 2] });
    const x = on(layers.averagePooling1d({ poolSize: 2 }), on(layers.conv1d({ filters: 3, kernelSize: 2 }), line));
    const cube = input({ shape: [5, 5, 5, 1] });
    const y = on(layers.conv3d({ filters: 2, kernelSize: 2 }), cube);
    const pooled = [layers.maxPooling3d({ poolSize: 2 }), layers.averagePooling3d({ poolSize: 2 })] as const;
    const flat = pooled.map((pool) => on(layers.flatten(), on(pool, y)));
    const ends = [on(layers.globalMaxPooling1d({}), x), on(layers.globalAveragePooling1d({}), x), ...flat];
    return functional({ inputs: [line, cube], outputs: on(layers.concatenate(), ends) });
  },
  lstm: () =>
    stack(
      layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 6 }),
      layers.lstm({ units: 5, returnSequences: true, ...recurrent() }),
      layers.lstm({ units: 3, goBackwards: true, ...recurrent() }),
    ),
  'masked lstm': () =>
    stack(
      layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 6, maskZero: true }),
      layers.lstm({ units: 5, ...recurrent() }),
    ),
  gru: () =>
    stack(
      layers.gru({ units: 5, returnSequences: true, inputShape: [6, 3], ...recurrent() }),
      layers.spatialDropout1d({ rate: 0.2 }),
      layers.gru({ units: 3, useBias: false, ...recurrent() }),
      layers.repeatVector({ n: 2 }),
      layers.simpleRNN({ units: 2, recurrentInitializer: 'glorotUniform' }),
    ),
  bidirectional: () =>
    stack(
      layers.bidirectional({
        layer: layers.lstm({ units: 3, returnSequences: true, ...recurrent() }) as never,
        mergeMode: 'concat',
        inputShape: [5, 2],
      }),
      layers.bidirectional({ layer: layers.gru({ units: 2, ...recurrent() }) as never, mergeMode: 'sum' }),
    ),
  'bidirectional backwards': () =>
    stack(
      layers.bidirectional({
        layer: layers.simpleRNN({ units: 3, goBackwards: true, recurrentInitializer: 'glorotUniform' }) as never,
        mergeMode: 'concat',
        inputShape: [5, 2],
      }),
    ),
  'stacked cells': () =>
    stack(
      layers.rnn({
        cell: layers.stackedRNNCells({
          cells: [
            layers.lstmCell({ units: 3, ...recurrent() }),
            layers.gruCell({ units: 2, ...recurrent() }),
            layers.lstmCell({ units: 2, ...recurrent() }),
          ],
        }),
        returnSequences: true,
        inputShape: [4, 3],
      } as never),
      layers.rnn({ cell: layers.simpleRNNCell({ units: 2, recurrentInitializer: 'glorotUniform' }) } as never),
    ),
  'time distributed': () =>
    stack(
      layers.masking({ maskValue: -7, inputShape: [4, 3] }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'tanh' }) }),
      layers.permute({ dims: [2, 1] }),
      layers.reshape({ targetShape: [4, 2] }),
      layers.timeDistributed({ layer: layers.batchNormalization() }),
    ),
  'convolutional lstm': () =>
    stack(
      layers.convLstm2d({
        filters: 2,
        kernelSize: 2,
        inputShape: [3, 5, 5, 2],
        recurrentActivation: 'sigmoid',
        recurrentInitializer: 'glorotUniform',
      } as never),
    ),
  'two inputs, two outputs': () => {
    const [a, b] = [input({ shape: [3], name: 'left' }), input({ shape: [3], name: 'right' })];
    const same = () => layers.dense({ units: 3, activation: 'tanh' });
    const [x, y] = [on(same(), on(same(), a)), on(same(), b)];
    const sides = [on(same(), x), on(same(), y)];
    const merged = [layers.add(), layers.multiply(), layers.average(), layers.maximum(), layers.minimum()];
    const all = on(
      layers.concatenate(),
      merged.map((merge) => on(merge, sides)),
    );
    const outputs = [
      on(layers.dense({ units: 2, name: 'first' }), all),
      on(layers.dense({ units: 2, name: 'second' }), x),
    ];
    return functional({ inputs: [a, b], outputs });
  },
  'shared layers': () => {
    const [a, b] = [input({ shape: [3] }), input({ shape: [3] })];
    const shared = layers.dense({ units: 3 });
    const once = [on(shared, a), on(shared, b)];
    return functional({
      inputs: [a, b],
      outputs: on(layers.concatenate(), [...once, on(shared, once[0] as SymbolicTensor)]),
    });
  },
  nested: () => {
    const x = input({ shape: [3] });
    const inner = stack(
      layers.dense({ units: 3, inputShape: [3] }),
      layers.batchNormalization(),
      layers.dense({ units: 2 }),
    );
    const start = input({ shape: [2] });
    const deep = functional({
      inputs: start,
      outputs: on(layers.dense({ units: 2 }), on(layers.batchNormalization(), start)),
    });
    const y = on(deep, on(inner, x));
    return functional({ inputs: x, outputs: [on(layers.dense({ units: 2 }), y), y] });
  },
  'nested at the end': () => {
    const x = input({ shape: [3] });
    const inner = stack(
      layers.dense({ units: 3, inputShape: [3] }),
      stack(layers.dense({ units: 2, inputShape: [3] })),
    );
    return functional({ inputs: x, outputs: [on(inner, on(layers.dense({ units: 3 }), x))] });
  },
  'nested at the start': () =>
    stack(MODELS.nested?.() && stack(layers.dense({ units: 3, inputShape: [3] })), layers.dense({ units: 2 })),
  siamese: () => {
    const [a, b] = [input({ shape: [3] }), input({ shape: [3] })];
    const tower = stack(layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }), layers.dense({ units: 2 }));
    const start = input({ shape: [3] });
    const other = functional({ inputs: start, outputs: on(layers.dense({ units: 2 }), start) });
    const sides = [on(tower, a), on(tower, b)];
    const both = on(layers.dot({ axes: 1, normalize: true }), sides);
    const rest = on(layers.concatenate(), [on(other, b), on(other, a), both]);
    return functional({ inputs: [a, b], outputs: [rest, on(other, a), on(tower, b)] });
  },
  attention: () => {
    const x = input({ shape: [4, 6] });
    const heads = [0, 1].map(() => {
      const [query, key, value] = [0, 1, 2].map(() => on(layers.dense({ units: 3 }), x)) as [
        SymbolicTensor,
        SymbolicTensor,
        SymbolicTensor,
      ];
      const scores = on(layers.activation({ activation: 'softmax' }), on(layers.dot({ axes: 2 }), [query, key]));
      return on(layers.dot({ axes: [2, 1] }), [scores, value]);
    });
    const mixed = on(layers.dense({ units: 6 }), on(layers.concatenate(), heads));
    const y = on(layers.layerNormalization({ epsilon: 1e-5 }), on(layers.add(), [x, mixed]));
    return functional({ inputs: x, outputs: on(layers.globalAveragePooling1d({}), y) });
  },
  frozen: () => {
    const inner = stack(
      layers.dense({ units: 3, inputShape: [3], trainable: false }),
      layers.batchNormalization(),
      layers.dense({ units: 3 }),
    );
    const x = input({ shape: [3] });
    const y = on(layers.batchNormalization({ trainable: false }), on(inner, x));
    return functional({ inputs: x, outputs: on(layers.dense({ units: 1 }), y) });
  },
  rescaled: () => {
    const first = layers.conv2d({
      filters: 2,
      kernelSize: 2,
      inputShape: [4, 4, 1],
      biasInitializer: initializers.ones(),
    });
    return stack(first, layers.rescaling({ scale: 0.5, offset: 1 }), layers.globalMaxPooling2d({}));
  },
};
