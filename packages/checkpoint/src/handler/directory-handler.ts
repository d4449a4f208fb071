import type { Directory } from '@cb/files';
import { io } from '@tensorflow/tfjs-core';
import { saveError, UNHARMED } from '../store/save-error.js';
import { loadDirectory } from '../tensorflow/load-directory.js';
import { saveDirectory } from '../tensorflow/save-directory.js';

/** Saves and loads a model as a TensorFlow.js directory, one save at a time. */
export function directoryHandler(directory: Directory): Required<io.IOHandler> {
  return { save: (artifacts) => saveArtifacts(directory, artifacts), load: () => loadDirectory(directory) };
}

async function saveArtifacts(directory: Directory, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new TypeError('fileHandler: the model topology is binary. Save a layers model or a graph model in JSON.');
  }
  const { weightData, weightSpecs, ...description } = artifacts;
  const bytes = weightData && [weightData].flat().map((buffer) => new Uint8Array(buffer));
  try {
    await saveDirectory(directory, { description, weights: bytes && { specs: weightSpecs ?? [], bytes } });
  } catch (cause) {
    throw saveError('fileHandler', directory.path, cause, UNHARMED);
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}
