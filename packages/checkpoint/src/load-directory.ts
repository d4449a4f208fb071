import { io } from '@tensorflow/tfjs-core';
import type { Directory } from './directory.js';
import { MODEL_JSON, OWN_WEIGHTS } from './file-names.js';
import { bytesOf, checkedManifest, type WeightsGroup } from './weights-manifest.js';

/**
 * Loads what {@link saveDirectory}, tfjs-node or a converter wrote. Sizes are checked before anything is allocated, and
 * nothing outside the directory is read. A checkpoint that is replaced while it is read is read again.
 *
 * @throws Error that names what is missing or damaged
 */
export async function loadDirectory(directory: Directory): Promise<io.ModelArtifacts> {
  for (let text = await readModelJSON(directory); ; ) {
    try {
      return await readArtifacts(directory, text);
    } catch (cause) {
      const newer = await readModelJSON(directory);
      if (newer === text) throw damaged(directory, cause as Error);
      text = newer;
    }
  }
}

async function readArtifacts(directory: Directory, text: string): Promise<io.ModelArtifacts> {
  const model = parseObject(text);
  const groups = checkedManifest(model.weightsManifest ?? []);
  const weightData = await readWeights(directory, groups);
  return io.getModelArtifactsForJSON(model, async () => [io.getWeightSpecs(groups), weightData]);
}

function damaged(directory: Directory, cause: Error): Error {
  return new Error(
    `fileHandler: the checkpoint in "${directory.path}" is damaged: ${cause.message}. ` +
      'Load another checkpoint, or save this one again.',
    { cause },
  );
}

async function readModelJSON(directory: Directory): Promise<string> {
  try {
    return await directory.readText(MODEL_JSON);
  } catch (cause) {
    throw new Error(
      `fileHandler: there is no checkpoint in "${directory.path}" (${(cause as Error).message}). ` +
        `Pass a directory that holds a ${MODEL_JSON}.`,
      { cause },
    );
  }
}

function parseObject(text: string): io.ModelJSON {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${MODEL_JSON} does not describe a model`);
  }
  return value as io.ModelJSON;
}

async function readWeights(directory: Directory, groups: readonly WeightsGroup[]): Promise<ArrayBuffer> {
  const files: { name: string; size: number }[] = [];
  for (const group of groups) {
    const sizes = await Promise.all(group.paths.map((name) => directory.size(name)));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    const expected = bytesOf(group) ?? size;
    if (size !== expected) {
      throw new Error(`${group.paths.join(', ')} should have ${expected} bytes and has ${size}`);
    }
    files.push(...group.paths.map((name, index) => ({ name, size: sizes[index] as number })));
  }
  const weights = new Uint8Array(files.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const { name, size } of files) {
    const sha256 = await directory.read(name, weights.subarray(offset, offset + size));
    const hash = OWN_WEIGHTS.exec(name)?.groups?.hash ?? '';
    if (!sha256.startsWith(hash)) throw new Error(`the bytes of ${name} have changed`);
    offset += size;
  }
  return weights.buffer;
}
