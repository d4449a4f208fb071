import type { Chunks } from '@cb/files';
import { io } from '@tensorflow/tfjs-core';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import type { Decoded } from '../keras/artifacts.js';
import type { KerasFormat } from '../keras/format.js';
import { decodeFile, encodeFile } from '../keras/index.js';
import { describe, type ModelSnapshot, weightBytes, weightSpecs } from '../model/model-snapshot.js';
import { bytesOf, checkedManifest } from '../tensorflow/weights-manifest.js';

/**
 * What a store is to keep of a checkpoint. Of the bytes, a chunk is not needed any more when the next one is asked for.
 */
export type CheckpointContent =
  | {
      format: 'tfjs';
      /** `model.json`, but for its `weightsManifest`. */
      description: object;
      specs: io.WeightsManifestEntry[];
      bytes: Chunks;
    }
  | { format: KerasFormat; bytes: Chunks };

/** What a store has kept. What the methods give was compared with what was written. */
export type StoredContent =
  | { format: 'tfjs' /** `model.json`. */; description: io.ModelJSON; bytes(): Promise<ArrayBuffer> }
  | { format: KerasFormat; bytes(): Promise<ArrayBuffer> };

/**
 * @param topology that of the model, for a file of Keras where the snapshot holds weights only
 * @returns the content, and what was left out, as sentences
 */
export async function contentOf(
  snapshot: ModelSnapshot,
  format: CheckpointFormat,
  topology?: object,
): Promise<{ content: CheckpointContent; leftOut: string[] }> {
  if (format === 'tfjs') {
    const content = { description: describe(snapshot), specs: weightSpecs(snapshot), bytes: weightBytes(snapshot) };
    return { content: { format, ...content }, leftOut: [] };
  }
  const { chunks, leftOut } = await encodeFile(format, snapshot, topology);
  return { content: { format, bytes: chunks }, leftOut };
}

/**
 * The model, or the weights, that a store has kept.
 *
 * @param topology that of the model that weights without topology are for
 * @throws Error, a clause, that says what is damaged
 */
export async function decodeContent(stored: StoredContent, topology?: object): Promise<Decoded> {
  if (stored.format !== 'tfjs') return decodeFile(stored.format, new Uint8Array(await stored.bytes()), topology);
  const groups = checkedManifest(stored.description.weightsManifest ?? []);
  const weightData = await stored.bytes();
  const sizes = groups.map(bytesOf);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const fits = sizes.some(({ isLeast }) => isLeast) ? weightData.byteLength >= bytes : weightData.byteLength === bytes;
  if (!fits) throw new Error(`its weights should have ${bytes} bytes and have ${weightData.byteLength}`);
  const weights: [io.WeightsManifestEntry[], ArrayBuffer] = [io.getWeightSpecs(groups), weightData];
  return { artifacts: await io.getModelArtifactsForJSON(stored.description, async () => weights), leftOut: [] };
}
