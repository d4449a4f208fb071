import { type Directory, isMissing } from '@cb/files';
import { MODEL_JSON, OWN_WEIGHTS } from './file-names.js';

/** Removes the files of a save that failed, unless `model.json` names them. It cannot name temporary ones. */
export async function removeUnnamed(directory: Directory, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) if (!OWN_WEIGHTS.test(name)) await directory.remove(name);
    const inUse = await textOf(directory, MODEL_JSON);
    for (const name of names) if (!inUse.includes(name)) await directory.remove(name);
  } catch {
    // Too many files do no harm, and the save's own error is the one to report.
  }
}

/**
 * Removes the weights of former checkpoints, and what writers that are no more have left.
 *
 * The order matters. Weights that were there in the first listing, and are about to become a checkpoint, are named by a
 * staged `model.json` in the second, or by then in `model.json` itself, which is read last.
 *
 * @param json the `model.json` that is there, empty if there is none; if another has replaced it, its writer clears up
 */
export async function removeFormer(directory: Directory, json: string): Promise<void> {
  try {
    const weights = (await directory.list()).filter((name) => OWN_WEIGHTS.test(name));
    let inUse = json;
    for (const name of await directory.list()) {
      const state = await directory.staged(name);
      if (state === 'abandoned') await directory.remove(name);
      if (state === 'active' && name.startsWith(MODEL_JSON)) inUse += await textOf(directory, name);
    }
    if ((await textOf(directory, MODEL_JSON)) !== json) return;
    for (const name of weights) if (!inUse.includes(name)) await directory.remove(name);
  } catch {
    // The checkpoint is on the disk. What is left over goes with the next save.
  }
}

/**
 * Removes from a directory what a save that was killed has left, and the directory itself if that was all.
 *
 * @param names what is in the directory
 */
export async function sweepLeftovers(directory: Directory, names: readonly string[]): Promise<void> {
  const states = await Promise.all(names.map((name) => directory.staged(name)));
  const weights = names.filter((name) => OWN_WEIGHTS.test(name)).length;
  const isTidy = !states.includes('abandoned') && weights <= (names.includes(MODEL_JSON) ? 1 : 0);
  if (isTidy) return;
  try {
    await removeFormer(directory, await textOf(directory, MODEL_JSON));
    await directory.removeIfEmpty();
  } catch {
    // What stays does no harm, and a save that cannot be written says so itself.
  }
}

/** Removes from a directory the temporary files of writers that are no more, and nothing else. */
export async function sweepTemporaries(directory: Directory, names: readonly string[]): Promise<void> {
  try {
    for (const name of names) if ((await directory.staged(name)) === 'abandoned') await directory.remove(name);
  } catch {
    // What stays does no harm, and a save that cannot be written says so itself.
  }
}

/** The text of a file, empty if there is none. @throws Error for a link to one elsewhere, and for what is neither */
async function textOf(directory: Directory, name: string): Promise<string> {
  try {
    await directory.stat(name);
    return await directory.readText(name);
  } catch (error) {
    if (isMissing(error) || (error as { code?: string }).code === 'EISDIR') return '';
    throw error;
  }
}
