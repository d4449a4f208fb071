import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Where pnpm links tfjs-node, an optional dependency of `tooling/backend`. */
export const PACKAGE = fileURLToPath(new URL('../backend/node_modules/@tensorflow/tfjs-node', import.meta.url));

/** Whether the package's files are there: when its install script fails, pnpm removes them, or the link to them. */
export function isInstalled() {
  return existsSync(`${PACKAGE}/package.json`);
}

/** Installs the package without running its install script, the one that downloads. */
export function installSources() {
  // --force, because pnpm takes the emptied folder for an installed package.
  run('pnpm', ['install', '--frozen-lockfile', '--ignore-scripts', '--force'], REPOSITORY);
}

/**
 * Has pnpm run the package's own install script, which finds library and addon in place and leaves them there. From then
 * on pnpm counts the package as built: no later install runs the script, and a new clone gets the files from its store.
 */
export function acceptBuild() {
  run('pnpm', ['rebuild', '@tensorflow/tfjs-node'], REPOSITORY);
}

/** Whether tfjs-node computes, tried in a process of its own: one that failed to load the library cannot try again. */
export function computes() {
  return (
    spawnSync(process.execPath, [fileURLToPath(new URL('compute.js', import.meta.url))], { stdio: 'ignore' }).status ===
    0
  );
}
