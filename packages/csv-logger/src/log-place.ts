import { show } from '@cb/core/monitor';
import { type Directory, localPath, openDirectory } from '@cb/files';

/** Where a log is written. */
export interface LogPlace {
  directory: Directory;
  name: string;
  /** Its absolute path, for messages. */
  path: string;
}

/** @throws TypeError or RangeError if it is no path of a file, and Error in a browser */
export function placeOf(filename: unknown): LogPlace {
  const refuse = (remedy: string, kind: ErrorConstructor = RangeError) =>
    new kind(`CSVLogger: the filename is ${show(filename)}. ${remedy}`);
  if (typeof filename !== 'string') throw refuse('Pass the path of a file.', TypeError);
  if (filename === '' || /[/\\]$/.test(filename)) throw refuse('Pass the path of a file.');
  const path = localPath(filename, (remedy) => refuse(remedy));
  try {
    return { ...openDirectory(path).above(), path };
  } catch (cause) {
    throw new Error(
      `CSVLogger: cannot open "${path}", because a browser has no file system. ` +
        'Train in Node.js, or take the metrics from the history that fit() returns.',
      { cause },
    );
  }
}
