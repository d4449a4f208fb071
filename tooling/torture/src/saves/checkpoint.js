import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, loadWeights } from '@cb/checkpoint';
import { FORMATS, isOfWeights } from './saving.js';
import { toyModel } from './toy-training.js';

/** The name of a checkpoint, which may have got a number to differ from another. */
const NAME = /^(?:\d{4}(?:-v\d+)?|best|last)(?<format>.*)$/;

/**
 * The paths of all checkpoints in a directory, whether whole or not.
 *
 * @param {string} root
 */
export function checkpointsIn(root) {
  if (!existsSync(root)) return [];
  const names = readdirSync(root).filter((name) => {
    const format = NAME.exec(name)?.groups?.format;
    return format === '' ? existsSync(join(root, name, 'model.json')) : FORMATS.includes(String(format));
  });
  return names.map((name) => join(root, name));
}

/**
 * @param {string} path of a checkpoint
 * @returns {Promise<string | undefined>} why it cannot be loaded
 */
export async function faultIn(path) {
  const format = FORMATS.find((one) => one !== '' && path.endsWith(one)) ?? '';
  const load = isOfWeights(format) ? loadWeightsOf : loadModel;
  try {
    const model = await load(path);
    model.optimizer.dispose();
    model.dispose();
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/** @param {string} path */
async function loadWeightsOf(path) {
  const model = toyModel();
  await loadWeights(model, path);
  return model;
}

/** What a checkpoint says of itself stands in it as JSON, which may be a text in other JSON. */
const FACTS = /"facts\\?":\{\\?"epoch\\?":(?<epoch>\d+).*?\\?"metrics\\?":\{\\?"loss\\?":(?<loss>[^,}]+)/s;

/**
 * What a checkpoint says of itself: its epoch, counted from 1, and its loss. NaN if it says nothing.
 *
 * @param {string} path
 */
export function factsOf(path) {
  const file = statSync(path).isDirectory() ? join(path, 'model.json') : path;
  const { epoch, loss } = FACTS.exec(readFileSync(file, 'latin1'))?.groups ?? {};
  return { epoch: Number(epoch), loss: Number(loss) };
}
