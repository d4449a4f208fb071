import { io } from '@tensorflow/tfjs-core';
import { ownMetadata, usersMetadata } from './checkpoint-metadata.js';
import type { ModelSnapshot, SnapshotWeight } from './model-snapshot.js';

/** What was loaded, or is handed to a handler, to be saved in another format. No backend takes part. */
export function snapshotOf(artifacts: io.ModelArtifacts): ModelSnapshot {
  const { weightSpecs = [], weightData = new ArrayBuffer(0), userDefinedMetadata, ...description } = artifacts;
  const bytes = io.CompositeArrayBuffer.join(weightData);
  let offset = 0;
  const weights = weightSpecs.map((spec): SnapshotWeight => {
    const { name, group = 'model', shape, dtype } = spec;
    if ((dtype !== 'float32' && dtype !== 'int32') || spec.quantization) {
      throw new Error(`its weight ${name} is of dtype ${dtype}${spec.quantization ? ', quantized' : ''}`);
    }
    const end = offset + shape.reduce((product, length) => product * length, 4);
    const piece = bytes.slice(offset, end);
    offset = end;
    const data = dtype === 'float32' ? new Float32Array(piece) : new Int32Array(piece);
    const tensor = { shape, dtype, data: async () => data };
    return { name, tensor, ...(group !== 'model' && { group }) };
  });
  return {
    description,
    metadata: usersMetadata(userDefinedMetadata),
    own: ownMetadata(userDefinedMetadata),
    weights,
    leftOut: [],
    dispose: () => {},
  };
}
