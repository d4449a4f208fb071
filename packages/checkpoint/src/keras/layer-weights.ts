import type { Json, LayerJson } from './layer-json.js';

/** The weights that a layer has of its own: in the order that both sides keep, those that are not trained last. */
interface OwnWeights {
  trained: readonly string[];
  fixed?: readonly string[];
}

const KERNEL = ['kernel', 'bias'];
const RECURRENT = ['kernel', 'recurrent_kernel', 'bias'];

const WEIGHTS: Readonly<Record<string, OwnWeights>> = {
  BatchNormalization: { trained: ['gamma', 'beta'], fixed: ['moving_mean', 'moving_variance'] },
  Conv1D: { trained: KERNEL },
  Conv2D: { trained: KERNEL },
  Conv2DTranspose: { trained: KERNEL },
  Conv3D: { trained: KERNEL },
  Conv3DTranspose: { trained: KERNEL },
  ConvLSTMCell: { trained: RECURRENT },
  Dense: { trained: KERNEL },
  DepthwiseConv2D: { trained: ['depthwise_kernel', 'bias'] },
  Embedding: { trained: ['embeddings'] },
  GRUCell: { trained: RECURRENT },
  LayerNormalization: { trained: ['gamma', 'beta'] },
  LSTMCell: { trained: RECURRENT },
  PReLU: { trained: ['alpha'] },
  SeparableConv2D: { trained: ['depthwise_kernel', 'pointwise_kernel', 'bias'] },
  SimpleRNNCell: { trained: RECURRENT },
};

/** The option without which a layer has not the weight. */
const OPTIONS: Readonly<Record<string, string>> = { bias: 'use_bias', gamma: 'scale', beta: 'center' };

/** Layers that are a loop around a cell, which has the weights. */
const CELLS: Readonly<Record<string, string>> = {
  ConvLSTM2D: 'ConvLSTMCell',
  GRU: 'GRUCell',
  LSTM: 'LSTMCell',
  SimpleRNN: 'SimpleRNNCell',
};

/** The cell of a recurrent layer. */
export function cellClass(className: string): string | undefined {
  return CELLS[className];
}

/** One weight of a layer: what both sides call it, and whether it is trained unless the layer is frozen. */
export interface OwnWeight {
  name: string;
  keras: string;
  isTrained: boolean;
}

export function ownWeights({ class_name, config }: LayerJson): OwnWeight[] {
  const { trained, fixed = [] } = WEIGHTS[class_name] ?? { trained: [] };
  const named = (name: string) => ({
    name,
    keras: class_name === 'DepthwiseConv2D' && name !== 'bias' ? 'kernel' : name,
  });
  return [
    ...trained.filter((name) => isOn(config, OPTIONS[name])).map((name) => ({ ...named(name), isTrained: true })),
    ...fixed.map((name) => ({ ...named(name), isTrained: false })),
  ];
}

function isOn(config: Json, option: string | undefined): boolean {
  return option === undefined || config[option] !== false;
}
