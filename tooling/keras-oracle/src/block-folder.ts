import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Puts a file where a folder is, so that nothing can be written below it, whoever asks.
 *
 * @returns what puts the folder back
 */
export function blockFolder(folder: string): () => void {
  const aside = `${folder}.aside`;
  renameSync(folder, aside);
  writeFileSync(folder, '');
  return () => {
    rmSync(folder);
    renameSync(aside, folder);
  };
}
