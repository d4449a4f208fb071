import { absolutePath } from '#node';

const REMEDY = 'Pass a path or a file:/// URL.';

/** A drive of Windows is one letter, a scheme is longer. */
const SCHEME = /^([a-z][a-z\d+.-]+):\/\//i;

/**
 * The absolute path of what is meant. In a browser, which has no current directory, it stays as it is.
 *
 * @param path a path, a `file:///` URL, or a path behind `file://` as tfjs-node takes it
 * @param refuse makes the error for any other URL, from sentences that say what to do instead; `cause` is there when
 * the URL is one of files and cannot be made a path
 */
export function localPath(path: string, refuse: (remedy: string, cause?: Error) => Error): string {
  const scheme = SCHEME.exec(path)?.[1]?.toLowerCase() ?? 'file';
  if (scheme !== 'file') throw refuse(REMEDY);
  try {
    return absolutePath(path);
  } catch (error) {
    const cause = error as Error;
    throw refuse(`It cannot be made a path (${cause.message}). ${REMEDY}`, cause);
  }
}
