import { io } from '@tensorflow/tfjs-core';
import type { Directory } from './directory.js';
import { MODEL_JSON, weightsName } from './file-names.js';
import { saveError } from './save-error.js';
import { removeFormer, removeUnnamed } from './sweep-directory.js';

/**
 * Saves a model as a TensorFlow.js directory, whole or not at all: the weights go to a file of their own, and only the
 * rename of `model.json`, which names that file, makes them the checkpoint.
 *
 * Several may write at once, and the last to finish is there. `model.json` is staged before the weights get their name,
 * so that weights which are about to become the checkpoint are named at any moment, and nobody removes them.
 *
 * @throws Error after which the checkpoint that was there is still there, and nothing of the new one
 */
export async function saveDirectory(directory: Directory, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new TypeError('fileHandler: the model topology is binary. Save a layers model or a graph model in JSON.');
  }
  const written: string[] = [];
  let removeDirectories = async () => {};
  let json: string;
  try {
    removeDirectories = await directory.create();
    json = await write(directory, artifacts, written);
  } catch (cause) {
    await removeUnnamed(directory, written);
    await removeDirectories();
    throw saveError('fileHandler', directory.path, cause, 'What was saved there before is unharmed. ');
  }
  await removeFormer(directory, json);
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

/**
 * @param written gets the name of each file once it exists
 * @returns the text of `model.json`
 */
async function write(directory: Directory, artifacts: io.ModelArtifacts, written: string[]): Promise<string> {
  const stage = async (name: string, chunks: readonly Uint8Array[]) => {
    const staged = await directory.stage(name, chunks);
    written.push(staged.temporary);
    return staged;
  };
  const { weightData, weightSpecs, ...rest } = artifacts;
  const chunks = weightData && [weightData].flat().map((buffer) => new Uint8Array(buffer));
  const weights = chunks && (await stage('weights.bin', chunks));
  const name = weights && weightsName(weights.sha256);
  const weightsManifest = name === undefined ? [] : [{ paths: [name], weights: weightSpecs ?? [] }];
  const json = JSON.stringify({ ...rest, weightsManifest });
  const model = await stage(MODEL_JSON, [new TextEncoder().encode(json)]);
  if (weights && name !== undefined) {
    written.push(name);
    await directory.rename(weights.temporary, name);
  }
  await directory.rename(model.temporary, MODEL_JSON);
  return json;
}
