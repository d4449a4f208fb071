import { absolutePath } from '#files';

const LOCAL_ONLY = 'Pass a path or a file:/// URL: event files are written to local directories only.';

/** A drive of Windows is one letter, a scheme is longer. */
const SCHEME = /^([a-z][a-z\d+.-]+):\/\//i;

/**
 * The absolute path of a directory that was given as a path or a `file://` URL.
 *
 * @param refuse makes the error for any other URL, from what to do instead
 */
export function localDirectory(directory: string, refuse: (remedy: string) => Error): string {
  const scheme = SCHEME.exec(directory)?.[1]?.toLowerCase() ?? 'file';
  if (scheme !== 'file') throw refuse(LOCAL_ONLY);
  try {
    return absolutePath(directory);
  } catch (error) {
    throw refuse(`It cannot be made a path (${(error as Error).message}). ${LOCAL_ONLY}`);
  }
}
