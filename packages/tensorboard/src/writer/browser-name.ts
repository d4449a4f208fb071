import type { FileNamer } from '@cb/files';

/** A {@link FileNamer} where there are no computers and processes to tell apart. */
export function browserName(nameOf: FileNamer, attempt: number): string {
  return nameOf(attempt, { host: 'browser', pid: 0 });
}
