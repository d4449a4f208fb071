import type { Json } from './layer-json.js';

/** Whose spelling a configuration is in. An HDF5 file is in that of Keras 2, which Keras 3 reads too. */
export type KerasVersion = 'keras 2' | 'keras 3';

/** How the configuration of a layer differs between TensorFlow.js and Keras. */
interface Differences {
  /** What Keras 3 calls an option. Keras 2 has the names of TensorFlow.js. */
  renamed?: Readonly<Record<string, string>>;
  /** Options that TensorFlow.js writes and Keras refuses; they do nothing. */
  dropped?: readonly string[];
  /** The options that Keras takes, where TensorFlow.js writes many more. */
  kept?: readonly string[];
  /** Options that Keras writes and TensorFlow.js refuses; they do nothing. */
  unread?: readonly string[];
  /** What an option is that TensorFlow.js writes as null, and Keras does not take as null. */
  whenNull?: Json;
  /**
   * Options that TensorFlow.js lacks, with the one value that stands for what it does. Read with any other value, the
   * layer would be another one.
   */
  fixed?: Json;
}

const CONVOLUTION: Differences = { fixed: { groups: 1 } };
const POOLING: Differences = { fixed: { keepdims: false } };
const NOTHING: Differences = {};
const GRU: Differences = { dropped: ['implementation'], fixed: { reset_after: false } };
/** TensorFlow.js writes the options of the cell among these. */
const LOOP = ['name', 'trainable', 'cell', 'return_sequences', 'return_state', 'go_backwards', 'stateful', 'unroll'];
const LSTM: Differences = { dropped: ['implementation'], whenNull: { unit_forget_bias: false } };

/**
 * The layers that both sides have, as models of TensorFlow.js and of Keras with the same predictions show. One that is
 * not here is refused.
 */
export const LAYERS: Readonly<Record<string, Differences>> = {
  Activation: NOTHING,
  Add: NOTHING,
  AlphaDropout: NOTHING,
  Average: NOTHING,
  AveragePooling1D: NOTHING,
  AveragePooling2D: NOTHING,
  AveragePooling3D: NOTHING,
  BatchNormalization: { fixed: { renorm: false } },
  Bidirectional: NOTHING,
  Concatenate: NOTHING,
  Conv1D: CONVOLUTION,
  Conv2D: CONVOLUTION,
  Conv2DTranspose: { fixed: { groups: 1, output_padding: null } },
  Conv3D: CONVOLUTION,
  ConvLSTM2D: LSTM,
  Cropping2D: NOTHING,
  Dense: { fixed: { lora_rank: null, quantization_config: null } },
  DepthwiseConv2D: NOTHING,
  Dot: NOTHING,
  Dropout: NOTHING,
  ELU: NOTHING,
  Embedding: { dropped: ['input_length'], whenNull: { mask_zero: false }, fixed: { lora_rank: null } },
  Flatten: NOTHING,
  GaussianDropout: NOTHING,
  GaussianNoise: NOTHING,
  GlobalAveragePooling1D: POOLING,
  GlobalAveragePooling2D: POOLING,
  GlobalMaxPooling1D: POOLING,
  GlobalMaxPooling2D: POOLING,
  GRU,
  GRUCell: GRU,
  InputLayer: { renamed: { batch_input_shape: 'batch_shape' }, fixed: { sparse: false, ragged: false } },
  LayerNormalization: { fixed: { rms_scaling: false } },
  LeakyReLU: { renamed: { alpha: 'negative_slope' } },
  LSTM,
  LSTMCell: LSTM,
  Masking: NOTHING,
  Maximum: NOTHING,
  MaxPooling1D: NOTHING,
  MaxPooling2D: NOTHING,
  MaxPooling3D: NOTHING,
  Minimum: NOTHING,
  Multiply: NOTHING,
  Permute: NOTHING,
  PReLU: NOTHING,
  ReLU: { fixed: { negative_slope: 0, threshold: 0 } },
  RepeatVector: NOTHING,
  Rescaling: NOTHING,
  Reshape: NOTHING,
  RNN: { kept: LOOP },
  SeparableConv2D: { unread: ['kernel_initializer', 'kernel_regularizer', 'kernel_constraint'] },
  SimpleRNN: NOTHING,
  SimpleRNNCell: NOTHING,
  Softmax: NOTHING,
  SpatialDropout1D: { dropped: ['noise_shape', 'trainable'] },
  StackedRNNCells: NOTHING,
  TimeDistributed: NOTHING,
  UpSampling2D: NOTHING,
  ZeroPadding2D: NOTHING,
};

/** Options of a layer that hold layers. */
export const INNER_LAYERS = ['layer', 'backward_layer', 'cell'] as const;

/** What Keras calls an initializer. */
export const INITIALIZERS: Readonly<Record<string, string>> = {
  LeCunNormal: 'LecunNormal',
  LeCunUniform: 'LecunUniform',
};

/** Names that Keras has for an activation, with those of TensorFlow.js. */
export const ACTIVATIONS: Readonly<Record<string, string>> = { silu: 'swish' };
