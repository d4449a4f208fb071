import { io } from '@tensorflow/tfjs-core';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';
import type { Decoded } from '../keras/artifacts.js';
import type { KerasFormat } from '../keras/format.js';
import { readFile } from '../keras/read-file.js';
import { saveFile } from '../keras/save-file.js';
import { readable } from '../load/readable.js';
import { snapshotOf } from '../model/snapshot-of-artifacts.js';
import { refuseArtifacts } from '../store/refuse-model.js';
import { saveError, UNHARMED } from '../store/save-error.js';

type FilePlace = Pick<CheckpointPlace, 'directory' | 'main'>;

/** Saves and loads a model as a file of Keras, one save at a time. */
export function kerasHandler(place: FilePlace, format: KerasFormat): Required<io.IOHandler> {
  return {
    save: (artifacts) => saveArtifacts(place, format, artifacts),
    load: async () => {
      const { artifacts, leftOut } = await loadFile('fileHandler', place, format);
      for (const what of leftOut)
        console.warn(`fileHandler: "${place.directory.path}/${place.main}": ${readable(what)}`);
      return artifacts;
    },
  };
}

/**
 * @param owner who asks, for the error
 * @param topology that of the model that weights without topology are for
 */
export async function loadFile(
  owner: string,
  { directory, main }: FilePlace,
  format: KerasFormat,
  topology?: object,
): Promise<Decoded> {
  try {
    return await readFile(directory, main, format, topology);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`${owner}: cannot load "${directory.path}/${main}" (${message}). Pass another path.`, { cause });
  }
}

async function saveArtifacts(
  { directory, main }: FilePlace,
  format: KerasFormat,
  artifacts: io.ModelArtifacts,
): Promise<io.SaveResult> {
  refuseArtifacts('fileHandler', format, artifacts);
  try {
    const { leftOut } = await saveFile(directory, main, format, snapshotOf(artifacts));
    for (const what of leftOut) console.warn(`fileHandler: ${what}`);
  } catch (cause) {
    throw saveError('fileHandler', `${directory.path}/${main}`, cause, UNHARMED);
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}
