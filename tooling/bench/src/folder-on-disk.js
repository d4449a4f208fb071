// @ts-check
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A new folder on the disk, not in the system's folder for temporary files, which may be memory. It is removed when the
 * process exits.
 */
export function folderOnDisk() {
  const runs = join(import.meta.dirname, '../../../runs');
  mkdirSync(runs, { recursive: true });
  const folder = mkdtempSync(join(runs, 'bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
