import path from 'node:path';
import { PNPM, run } from './run.js';

/**
 * @typedef {object} PackageManager
 * @property {string} name
 * @property {string[]} add the command that adds packages to a project, without running their install scripts
 * @property {Record<string, string>} settings files of a project, by name: `@cb/*` comes from the registry of the rehearsal,
 * all else from the usual one
 */

/**
 * The package managers that people install with. Plug'n'Play is not among them: `@tensorflow/tfjs` requires packages that
 * it does not declare, which Plug'n'Play refuses.
 *
 * @param {string} tools the folder that has both Yarns
 * @param {string} url of the registry
 * @param {string} cache a folder for Yarn 4, which takes a version that its cache has for the same forever
 * @returns {Promise<PackageManager[]>}
 */
export async function packageManagers(tools, url, cache) {
  const usual = (await run(tools, ['npm', 'config', 'get', 'registry'])).trim();
  const npmrc = { '.npmrc': `registry=${usual}\n@cb:registry=${url}\n` };
  /** @param {string} name */
  const yarn = (name) => [process.execPath, path.join(tools, 'node_modules', name, 'bin/yarn.js')];
  return [
    { name: 'npm', add: ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'], settings: npmrc },
    { name: 'pnpm', add: [...PNPM, 'add', '--ignore-scripts'], settings: npmrc },
    { name: 'yarn-1', add: [...yarn('yarn'), 'add', '--ignore-scripts', '--no-progress'], settings: npmrc },
    {
      name: 'yarn-4',
      add: [...yarn('@yarnpkg/cli-dist'), 'add'],
      settings: { '.yarnrc.yml': JSON.stringify(yarnSettings(usual, url, cache)) },
    },
  ];
}

/**
 * @param {string} usual
 * @param {string} url
 * @param {string} cache
 */
function yarnSettings(usual, url, cache) {
  return {
    globalFolder: cache,
    nodeLinker: 'node-modules',
    // Saves the time of copying TensorFlow.js.
    nmMode: 'hardlinks-global',
    enableScripts: false,
    enableTelemetry: false,
    npmRegistryServer: usual,
    npmScopes: { cb: { npmRegistryServer: url } },
    // Yarn distrusts plain HTTP, and versions younger than a day.
    unsafeHttpWhitelist: ['127.0.0.1'],
    npmPreapprovedPackages: ['@cb/*'],
  };
}
