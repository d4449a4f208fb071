import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { run } from './run.js';

const MANIFEST = path.join(import.meta.dirname, '../tools/package.json');

/**
 * The folder of Verdaccio and both Yarns, which are installed into the user's cache folder when they are not there yet:
 * 70 MB that only a rehearsal needs. Verdaccio 6.8 is the last that runs on Node 20. It asks for the dist-tag `cjs` of
 * node-fetch, which not every mirror of the registry has, so the manifest names the version behind it.
 */
export async function toolsFolder() {
  const manifest = await readFile(MANIFEST);
  const key = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
  const folder = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'cb-release', key);
  const complete = path.join(folder, 'complete');
  if (existsSync(complete)) return folder;

  console.info(`release: installs Verdaccio and Yarn into ${folder}, once.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(MANIFEST, path.join(folder, 'package.json'));
  await run(folder, ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  await writeFile(complete, '');
  return folder;
}
