import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Embedding } from './embeddings.js';
import { type GradientData, gradientsOf } from './gradients.js';
import { namedWeights } from './model-weights.js';
import type { RunWriters } from './run-writers.js';
import { weightImages } from './weight-image.js';

// What is taken from a model after an epoch, one tensor after the other, so that no more than one is downloaded at
// once.

/** `<weight>/histogram` and, as images, `<weight>/image`, as in Keras. */
export async function logWeights(writers: RunWriters, model: LayersModel, epoch: number, asImages: boolean) {
  for (const { name, variable } of namedWeights(model)) {
    await writers.log('train', (writer) => writer.histogram(`${name}/histogram`, variable, epoch));
    const images = asImages ? weightImages(variable) : undefined;
    if (images === undefined) continue;
    await using(images, () => writers.log('train', (writer) => writer.image(`${name}/image`, images, epoch)));
  }
}

/** `<weight>_grad`, as in Keras 2, which still had them. */
export async function logGradients(writers: RunWriters, model: LayersModel, data: GradientData, epoch: number) {
  const gradients = gradientsOf(model, data);
  await using(gradients, async () => {
    for (const { name, variable } of namedWeights(model)) {
      const gradient = gradients[variable.name];
      if (gradient) await writers.log('train', (writer) => writer.histogram(`${name}_grad`, gradient, epoch));
    }
  });
}

/** The projector's files of each layer, in place of those before. */
export async function logEmbeddings(writers: RunWriters, embeddings: readonly Embedding[]) {
  for (const { layer, metadata, vectors: compute } of embeddings) {
    const vectors = compute();
    const content = { vectors, ...(metadata && { metadata }) };
    await using(vectors, () => writers.log('train', (writer) => writer.embedding(layer, content)));
  }
}

async function using(tensors: Tensor | Record<string, Tensor>, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } finally {
    dispose(tensors);
  }
}
