import { hasFileSystem, localPath } from '@cb/files';

/**
 * The absolute path of a directory that was given as a path or a `file://` URL.
 *
 * @param refuse makes the error for any other URL, and for every path in a browser, from what to do instead
 */
export function localDirectory(directory: string, refuse: (remedy: string) => Error): string {
  if (!hasFileSystem) throw refuse('It is a path, and a browser has no file system. Pass memorySink() or opfsSink().');
  return localPath(directory, (remedy) =>
    refuse(remedy.replace(/\.$/, ': event files are written to local directories only.')),
  );
}
