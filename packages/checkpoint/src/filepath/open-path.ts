import { type Directory, localPath, openDirectory } from '@cb/files';
import type { CheckpointPlace } from '../catalog/checkpoint-place.js';
import { endsBehindFormat } from '../keras/format.js';

const ELSEWHERE = "Use a URL of TensorFlow.js, such as 'indexeddb://model', or Node.js.";

/**
 * What is meant by the path of a checkpoint; that of a `model.json` means the directory that holds it.
 *
 * @param owner who asks, for the error
 */
export function openCheckpoint(path: string, owner = 'fileHandler'): Directory {
  const absolute = localPath(path, (_, cause) => notLocal(owner, path, cause));
  if (endsBehindFormat(path)) {
    throw new RangeError(
      `${owner}: "${path}" ends in a separator behind the ending of a file. Leave the separator out.`,
    );
  }
  return openFor(owner, absolute.replace(/(?<=[/\\])model\.json$/, ''), ELSEWHERE);
}

/** @param remedy what to do in a browser, as a sentence */
export function openFor(owner: string, path: string, remedy: string): Directory {
  try {
    return openDirectory(path);
  } catch (cause) {
    throw new Error(`${owner}: cannot open "${path}", because a browser has no file system. ${remedy}`, { cause });
  }
}

/** The place of a checkpoint that is a file. */
export function filePlace(opened: Directory): Pick<CheckpointPlace, 'directory' | 'main'> {
  const { directory, name } = opened.above();
  return { directory, main: name };
}

function notLocal(owner: string, path: string, cause?: Error): Error {
  const fault = cause
    ? `is not a file URL (${cause.message}). Pass a path instead.`
    : `is not in the file system. ${LOCAL}`;
  return new RangeError(`${owner}: "${path}" ${fault}`, { cause });
}

const LOCAL = 'Pass a path or a file:// URL. Other URLs are for loadModel(), loadWeights() and TensorFlow.js itself.';
