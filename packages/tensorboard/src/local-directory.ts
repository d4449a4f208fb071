import { localPath } from '@cb/files';

/**
 * The absolute path of a directory that was given as a path or a `file://` URL.
 *
 * @param refuse makes the error for any other URL, from what to do instead
 */
export function localDirectory(directory: string, refuse: (remedy: string) => Error): string {
  return localPath(directory, (remedy) =>
    refuse(remedy.replace(/\.$/, ': event files are written to local directories only.')),
  );
}
