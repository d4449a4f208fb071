import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Does something in an empty directory, which is removed then.
 *
 * @template Result
 * @param {(directory: string) => Promise<Result>} action
 */
export async function inDirectory(action) {
  const directory = mkdtempSync(join(tmpdir(), 'cb-torture-'));
  try {
    return await action(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
