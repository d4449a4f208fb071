import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Gives a folder a `node_modules` with packages and all that they need, side by side as npm has them.
 *
 * @param from where the packages are installed, whoever lays them out
 */
export async function linkPackages(folder: string, packages: string[], from: string): Promise<void> {
  for (const name of packages) {
    const link = join(folder, 'node_modules', name);
    if (existsSync(link)) continue;
    const source = await realpath(locate(name, from));
    await mkdir(dirname(link), { recursive: true });
    await symlink(source, link, 'dir');
    const { dependencies = {} } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
    await linkPackages(folder, Object.keys(dependencies), source);
  }
}

function locate(name: string, from: string): string {
  // By the name alone, Node.js would take its own `string_decoder`.
  const folders = createRequire(join(from, 'package.json')).resolve.paths(`${name}/package.json`) ?? [];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The package ${name} is not installed in ${from}.`);
  return found;
}
