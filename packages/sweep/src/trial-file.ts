import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What tells one version of a trial file from another. @throws Error if it cannot be read */
export function hashOf(owner: string, file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`${owner}: cannot read the trial file "${file}" (${code}). Pass the path of a file.`, { cause });
  }
}
