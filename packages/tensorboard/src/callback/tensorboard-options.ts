import type { Tensor } from '@tensorflow/tfjs-core';
import type { EmbeddingMetadata } from '../data/projector.js';
import type { HParam } from '../events/hparams.js';
import type { Sink } from '../writer/sink.js';

/** Samples as `fit` takes them: a tensor, or for several inputs or outputs an array, or an object by their names. */
export type Samples = Tensor | Tensor[] | { [name: string]: Tensor };

export interface TensorBoardOptions {
  /**
   * The directory that `tensorboard --logdir` is given, or one below it, as a path or a `file://` URL; in a browser a
   * sink. The run's files go to `train` and `validation` inside it.
   * @defaultValue `'./logs'`
   */
  logDir?: string | Sink | undefined;

  /**
   * Every how many epochs histograms of all weights are written, beginning with epoch 0; `0` never. Each time costs a
   * download of the weights from the device, one after the other.
   * @defaultValue `0`
   */
  histogramFreq?: number | undefined;

  /**
   * Samples that go through the model at once where gradients or embeddings are computed.
   * @defaultValue `32`
   */
  batchSize?: number | undefined;

  /**
   * Write the structure of the model, when training begins.
   * @defaultValue `true`
   */
  writeGraph?: boolean | undefined;

  /**
   * Write histograms of the gradients on `gradsData`, with those of the weights. Each time costs a pass forward and
   * backward over `gradsData`.
   * @defaultValue `false`
   */
  writeGrads?: boolean | undefined;

  /**
   * Write the weights as images, with their histograms: a kernel of a dense layer as one, each kernel of a convolution
   * as one of its own, up to three a weight. Zero is grey, the largest magnitude black or white.
   * @defaultValue `false`
   */
  writeImages?: boolean | undefined;

  /**
   * Every how many epochs embeddings are written, beginning with epoch 0; `0` never. The projector shows the last.
   * @defaultValue `0`
   */
  embeddingsFreq?: number | undefined;

  /**
   * The layers to show in the projector: of an embedding layer its weights, of any other its output on
   * `embeddingsData`.
   * @defaultValue every embedding layer
   */
  embeddingsLayerNames?: string[] | undefined;

  /**
   * Labels for the rows, or several columns: for all layers, as an array of labels, or by the layer's name.
   * @defaultValue the row's number
   * @example `{ words: { word: ['the', 'of'], count: [120, 77] } }`
   */
  embeddingsMetadata?: string[] | { [layer: string]: EmbeddingMetadata } | undefined;

  /**
   * Inputs of the model whose outputs of the layers in `embeddingsLayerNames` are shown. They stay the caller's.
   * @defaultValue none, which will do for embedding layers
   */
  embeddingsData?: Samples | undefined;

  /**
   * How often metrics are written beside those of each epoch: `'epoch'` not at all, `'batch'` after each batch, a
   * number after that many batches. Each time costs a download of the batch's metrics from the device.
   * @defaultValue `'epoch'`
   */
  updateFreq?: 'epoch' | 'batch' | number | undefined;

  /**
   * Write how many batches a second training takes: of each epoch, and by `updateFreq` of each batch.
   * @defaultValue `false`
   */
  writeStepsPerSecond?: boolean | undefined;

  /**
   * What the HParams page compares this run by, such as `{ units: 64, optimizer: 'adam' }`.
   * @defaultValue none
   */
  hparams?: { [name: string]: HParam } | undefined;

  /**
   * Inputs and targets for `writeGrads`, as `fit` takes them. They stay the caller's.
   * @defaultValue none
   */
  gradsData?: [x: Samples, y: Samples] | undefined;

  /**
   * End training with an error where there is a warning otherwise: when files cannot be written any more, or when
   * something that was asked for has to be left out.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
}
