import type { Directory } from '@cb/files';
import { io } from '@tensorflow/tfjs-core';
import { readable } from '../load/readable.js';
import { isAsSealed } from '../model/seal.js';
import { MODEL_JSON, OWN_WEIGHTS } from './file-names.js';
import { bytesOf, checkedManifest, type WeightsGroup } from './weights-manifest.js';

/** In bytes. The description of a model of a million layers is smaller. */
const LARGEST_MODEL_JSON = 64 * 1024 * 1024;

/**
 * Loads what {@link saveDirectory}, tfjs-node or a converter wrote. Sizes are checked before anything is allocated, and
 * nothing outside the directory is read. A checkpoint that is replaced while it is read is read again.
 *
 * @param owner who asks, for the error
 * @throws Error that names what is missing or damaged
 */
export async function loadDirectory(directory: Directory, owner = 'fileHandler'): Promise<io.ModelArtifacts> {
  for (let text = await readModelJSON(directory, owner); ; ) {
    try {
      return await readArtifacts(directory, text);
    } catch (cause) {
      const newer = await readModelJSON(directory, owner);
      if (newer === text) throw damaged(owner, directory, cause as Error);
      text = newer;
    }
  }
}

async function readArtifacts(directory: Directory, text: string): Promise<io.ModelArtifacts> {
  const model = await parseObject(text);
  const groups = checkedManifest(model.weightsManifest ?? []);
  const weightData = await readWeights(directory, groups);
  return io.getModelArtifactsForJSON(model, async () => [io.getWeightSpecs(groups), weightData]);
}

/** Reads a checkpoint to the end, a piece at a time. @throws Error, a clause, that says what is damaged */
export async function checkDirectory(directory: Directory): Promise<void> {
  const groups = checkedManifest((await readDescription(directory)).weightsManifest ?? []);
  for (const { name } of await weightFiles(directory, groups)) {
    checkHash(name, (await directory.digest(name)).sha256);
  }
}

/** What `model.json` says. @throws Error that names what is missing or damaged */
export async function readDescription(directory: Directory): Promise<io.ModelJSON> {
  return await parseObject(await readModelJSON(directory));
}

function damaged(owner: string, directory: Directory, cause: Error): Error {
  return new Error(
    `${owner}: the checkpoint in "${directory.path}" is damaged: ${readable(cause.message)}. ` +
      'Load another checkpoint, or save this one again.',
    { cause },
  );
}

async function readModelJSON(directory: Directory, owner = 'fileHandler'): Promise<string> {
  try {
    // What is no file, or a link to one elsewhere, is not read. That there is none is said better by what follows.
    await directory.stat(MODEL_JSON).catch((error) => {
      if (error.cause?.code !== 'ENOENT') throw error;
    });
    return await directory.readText(MODEL_JSON, LARGEST_MODEL_JSON);
  } catch (cause) {
    if ((cause as { code?: string }).code === undefined) throw damaged(owner, directory, cause as Error);
    throw new Error(
      `${owner}: there is no checkpoint in "${directory.path}" (${(cause as Error).message}). ` +
        `Pass a directory that holds a ${MODEL_JSON}.`,
      { cause },
    );
  }
}

async function parseObject(text: string): Promise<io.ModelJSON> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${MODEL_JSON} does not describe a model`);
  }
  if (!(await isAsSealed(text))) {
    throw new Error(`${MODEL_JSON} is not as it was written (who changes it on purpose removes its "sha256" too)`);
  }
  return value as io.ModelJSON;
}

async function readWeights(directory: Directory, groups: readonly WeightsGroup[]): Promise<ArrayBuffer> {
  const files = await weightFiles(directory, groups);
  const weights = new Uint8Array(files.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const { name, size } of files) {
    checkHash(name, await directory.read(name, weights.subarray(offset, offset + size)));
    offset += size;
  }
  return weights.buffer;
}

/** The files that hold the weights, in order. @throws Error if one is missing or has another size than the weights */
async function weightFiles(directory: Directory, groups: readonly WeightsGroup[]) {
  const files: { name: string; size: number }[] = [];
  for (const group of groups) {
    const stats = await Promise.all(group.paths.map((name) => directory.stat(name)));
    const size = stats.reduce((sum, one) => sum + one.size, 0);
    const { bytes, isLeast } = bytesOf(group);
    const fits = isLeast ? size >= bytes : size === bytes;
    if (!fits) {
      const expected = isLeast ? `${bytes} bytes or more` : `${bytes} bytes`;
      throw new Error(`${group.paths.join(', ')} should have ${expected} and has ${size}`);
    }
    files.push(...group.paths.map((name, index) => ({ name, size: stats[index]?.size as number })));
  }
  return files;
}

/** The name of a file that we wrote says what is in it. */
function checkHash(name: string, sha256: string): void {
  const hash = OWN_WEIGHTS.exec(name)?.groups?.hash ?? '';
  if (!sha256.startsWith(hash)) throw new Error(`the bytes of ${name} have changed`);
}
