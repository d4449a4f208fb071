import type { LayersModel } from '@tensorflow/tfjs-layers';
import { encodeFile, type KerasFormat, outlineOf } from '../../src/keras/index.js';
import { snapshotModel, snapshotWeights } from '../../src/model/model-snapshot.js';

/** A file of Keras that holds a model, or its weights alone. */
export async function bytesOf(format: KerasFormat, model: LayersModel, isWhole: boolean): Promise<Uint8Array> {
  const snapshot = isWhole ? await snapshotModel(model) : snapshotWeights(model);
  try {
    const { chunks } = await encodeFile(format, snapshot, outlineOf(model));
    return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
  } finally {
    snapshot.dispose();
  }
}
