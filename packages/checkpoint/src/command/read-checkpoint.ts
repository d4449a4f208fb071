import type { io } from '@tensorflow/tfjs-core';
import { filePlace } from '../filepath/open-path.js';
import { loadFile } from '../handler/keras-handler.js';
import type { Decoded } from '../keras/artifacts.js';
import { formatOf } from '../keras/format.js';
import { isModel, topologyOf } from '../keras/layer-json.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import { snapshotOf } from '../model/snapshot-of-artifacts.js';
import { loadDirectory } from '../tensorflow/load-directory.js';
import { openPath } from './open-path.js';
import { OWNER } from './print.js';

/**
 * Reads a checkpoint in any format.
 *
 * @param topology that of the model that weights alone are for
 */
export async function readArtifacts(path: string, topology?: object): Promise<Decoded> {
  const format = formatOf(path);
  const opened = openPath(path);
  if (format) return loadFile(OWNER, filePlace(opened), format, topology);
  const artifacts = await loadDirectory(opened, OWNER);
  const { modelTopology } = artifacts;
  if (modelTopology && !isLayersModel(modelTopology)) {
    throw new Error(`"${path}" holds no layers model, but a graph model or something else. It cannot be converted.`);
  }
  return { artifacts, leftOut: [] };
}

/** @throws Error if a weight is of a kind that no layer has */
export function snapshotIn(path: string, artifacts: io.ModelArtifacts): ModelSnapshot {
  try {
    return snapshotOf(artifacts);
  } catch (cause) {
    throw new Error(
      `cannot convert "${path}", because ${(cause as Error).message}. ` +
        'Pass one whose weights are float32 or int32, and not quantized.',
      { cause },
    );
  }
}

function isLayersModel(modelTopology: object): boolean {
  try {
    return isModel(topologyOf(modelTopology));
  } catch {
    return false;
  }
}
