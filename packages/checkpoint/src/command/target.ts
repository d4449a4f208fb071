import type { Directory } from '@cb/files';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';
import { filePlace } from '../filepath/open-path.js';
import { endsBehindFormat, formatOf } from '../keras/format.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import { saveCheckpoint } from '../store/save-checkpoint.js';
import { refusePlace, saveError, UNHARMED } from '../store/save-error.js';
import { MODEL_JSON } from '../tensorflow/file-names.js';
import { interruptible, unlessAborted } from './interruptible.js';
import { openPath } from './open-path.js';
import { OWNER } from './print.js';

/** Where a conversion goes. */
export interface Target {
  path: string;
  format: CheckpointFormat;
  place: CheckpointPlace;
}

/** @throws Error if nothing can be written there, or if something is there and may not be replaced */
export async function openTarget(path: string, force: boolean): Promise<Target> {
  const format: CheckpointFormat = formatOf(path) ?? 'tfjs';
  if (endsBehindFormat(path)) {
    throw new Error(`TARGET is "${path}". Leave the separator at its end out: its ending is that of a file.`);
  }
  const opened = openPath(path);
  if (!force && (await exists(opened))) {
    throw new Error(`"${path}" exists. Pass --force to replace it, or another TARGET.`);
  }
  const place = format === 'tfjs' ? { directory: opened, main: MODEL_JSON } : filePlace(opened);
  const target: Target = { path, format, place: { ...place, below: '' } };
  await interruptible(() => refusePlace(OWNER, path, target.place));
  return target;
}

/**
 * Saves in the format of the target, whole or not at all.
 *
 * @param topology that of the model, where the snapshot holds weights only
 * @returns what was left out, as sentences
 */
export async function saveTo({ path, format, place }: Target, snapshot: ModelSnapshot, topology?: object) {
  try {
    return await interruptible(async (signal) => {
      const directory = unlessAborted(place.directory, signal);
      return (await saveCheckpoint({ ...place, directory }, format, snapshot, topology)).leftOut;
    });
  } catch (cause) {
    throw saveError(OWNER, path, cause, UNHARMED);
  }
}

/** Whether there is anything but an empty directory. */
async function exists(opened: Directory): Promise<boolean> {
  const { directory, name } = opened.above();
  const names = await directory.list().catch((): string[] => []);
  // Of a file there is no list.
  const inside = opened.list().catch(() => [name]);
  return names.includes(name) && (await inside).length > 0;
}
