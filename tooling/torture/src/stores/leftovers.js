import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MANIFEST = /\/checkpoints\/\d{10}\.json$/;

/**
 * The objects of a server that nothing needs: no manifest that counts names them.
 *
 * @param {string} bucket the folder in which each object is a file
 * @param {string} root
 * @returns {string[]}
 */
export function leftoversOf(bucket, root) {
  const all = readdirSync(join(bucket, root), { recursive: true, withFileTypes: true });
  const keys = all.filter((one) => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const folders = new Set(keys.filter((key) => MANIFEST.test(key)).map((key) => key.replace(/[^/]+$/, '')));
  const named = [...folders].flatMap((folder) => {
    const newest = keys
      .filter((key) => key.startsWith(folder) && MANIFEST.test(key))
      .sort()
      .at(-1);
    const { checkpoints } = JSON.parse(readFileSync(String(newest), 'utf8'));
    return checkpoints.flatMap((/** @type {{ path: string, files: { name: string }[] }} */ { path, files }) =>
      files.map(({ name }) => `${folder}${path}/${name}`),
    );
  });
  return keys.filter((key) => !MANIFEST.test(key) && !named.includes(key));
}
