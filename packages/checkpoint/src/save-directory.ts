import { io } from '@tensorflow/tfjs-core';
import type { Directory } from './directory.js';

export const MODEL_JSON = 'model.json';

/** Weights that this package wrote: no other file is ever deleted. */
export const OWN_WEIGHTS = /^weights\.[0-9a-f]{16}\.bin$/;

/** The name of a file of weights says what is in it, so new weights never overwrite those in use. */
export function weightsName(sha256: string): string {
  return `weights.${sha256.slice(0, 16)}.bin`;
}

/**
 * Saves a model as a TensorFlow.js directory, whole or not at all: the weights go to a file of their own, and only the
 * rename of `model.json`, which names that file, makes them the checkpoint. One writer at a time.
 *
 * @throws Error after which the checkpoint that was there is still there, and nothing of the new one
 */
export async function saveDirectory(directory: Directory, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  if (artifacts.modelTopology instanceof ArrayBuffer) {
    throw new TypeError('fileHandler: the model topology is binary. Save a layers model or a graph model in JSON.');
  }
  let weights: string | undefined;
  try {
    await directory.create();
    weights = await writeWeights(directory, artifacts);
    const json = new TextEncoder().encode(JSON.stringify(modelJSON(artifacts, weights)));
    await directory.write(`${MODEL_JSON}.tmp`, [json], () => MODEL_JSON);
  } catch (cause) {
    if (weights !== undefined) await removeUnlessNamed(directory, weights);
    throw new Error(
      `fileHandler: cannot save to "${directory.path}" (${(cause as Error).message}). What was saved there before is ` +
        'unharmed. Make the directory writable, make room on the disk, or pass another path.',
      { cause },
    );
  }
  await removeFormerWeights(directory, weights);
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

async function writeWeights(directory: Directory, { weightData }: io.ModelArtifacts): Promise<string | undefined> {
  if (weightData === undefined) return undefined;
  const chunks = [weightData].flat().map((buffer) => new Uint8Array(buffer));
  return directory.write('weights.bin.tmp', chunks, weightsName);
}

function modelJSON(artifacts: io.ModelArtifacts, weights: string | undefined): io.ModelJSON {
  const { weightData: _, weightSpecs, ...rest } = artifacts;
  const manifest = weights === undefined ? [] : [{ paths: [weights], weights: weightSpecs ?? [] }];
  return { ...rest, weightsManifest: manifest } as io.ModelJSON;
}

async function removeUnlessNamed(directory: Directory, weights: string): Promise<void> {
  try {
    const inUse = await directory.readText(MODEL_JSON).catch((error) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    if (!inUse.includes(weights)) await directory.remove(weights);
  } catch {
    // Too many files do no harm, and the save's own error is the one to report.
  }
}

async function removeFormerWeights(directory: Directory, weights: string | undefined): Promise<void> {
  try {
    const former = (await directory.list()).filter((name) => OWN_WEIGHTS.test(name) && name !== weights);
    for (const name of former) await directory.remove(name);
  } catch {
    // The new checkpoint is on the disk. What is left over goes with the next save.
  }
}
