// @ts-check
import { runOrThrow } from './run.js';
import { newest, tool } from './tools.js';

/**
 * A package manager, as an application uses it.
 *
 * @typedef {object} Manager
 * @property {string} title
 * @property {readonly string[]} command how it is started
 * @property {'install' | 'add'} add its command for a new dependency
 * @property {readonly string[]} node how Node.js is started in an application that it installed
 * @property {boolean} [strict] whether a package finds only what the application itself lists
 * @property {(registry: import('./registry.js').Registry) => Record<string, string>} configuration files that an application has for it, beside
 *   the `.npmrc` that most of them read
 * @property {(versions: Record<string, string>) => Override} override gives packages one version in the whole application
 */

/** @typedef {{ manifest?: object, files?: Record<string, string> }} Override what is added to `package.json`, and files */

/** @returns {Promise<Manager[]>} */
export async function readManagers() {
  const npm = (await runOrThrow('npm', ['--version'], '.')).trim();
  const npm10 = await newest('npm', '10');
  const pnpm = await newest('pnpm', '12');
  const berry = await newest('@yarnpkg/cli-dist', '4');
  const node = [process.execPath];
  const yarn4 = [process.execPath, await tool('@yarnpkg/cli-dist', berry, 'bin/yarn.js')];
  const yarn1 = [process.execPath, await tool('yarn', '1.22.22', 'bin/yarn.js')];
  return [
    { ...NPM, title: `npm ${npm}`, command: ['npm'], node },
    { ...NPM, title: `npm ${npm10}`, command: [process.execPath, await tool('npm', npm10, 'bin/npm-cli.js')], node },
    { ...PNPM, title: `pnpm ${pnpm}`, command: [await tool('pnpm', pnpm, '../.bin/pnpm')], node },
    { ...YARN, title: 'Yarn 1.22.22', command: yarn1, node, configuration: yarn1Cache },
    { ...YARN, title: `Yarn ${berry}, node_modules`, command: yarn4, node, configuration: yarnrc('node-modules') },
    {
      ...YARN,
      title: `Yarn ${berry}, PnP`,
      command: yarn4,
      node: [...yarn4, 'node'],
      configuration: yarnrc('pnp'),
      strict: true,
    },
  ];
}

const NPM = {
  add: /** @type {const} */ ('install'),
  configuration: () => ({}),
  override: (/** @type {object} */ overrides) => ({ manifest: { overrides } }),
};

const UNBUILT = 'allowBuilds:\n  core-js: false\n';
const PNPM = {
  add: /** @type {const} */ ('add'),
  configuration: () => ({ 'pnpm-workspace.yaml': UNBUILT }),
  override: (/** @type {object} */ overrides) => ({
    files: { 'pnpm-workspace.yaml': `${UNBUILT}overrides: ${JSON.stringify(overrides)}\n` },
  }),
};

const YARN = {
  add: /** @type {const} */ ('add'),
  override: (/** @type {object} */ resolutions) => ({ manifest: { resolutions } }),
};

/** Yarn's own cache would answer for a package of the same version that is packed anew. */
const yarn1Cache = (/** @type {import('./registry.js').Registry} */ { scratch }) => ({
  '.yarnrc': `cache-folder "${scratch}/yarn-1"\n`,
});

/** @param {'pnp' | 'node-modules'} linker */
function yarnrc(linker) {
  return (/** @type {import('./registry.js').Registry} */ { url, scratch }) => ({
    'yarn.lock': '',
    '.yarnrc.yml': [
      `nodeLinker: ${linker}`,
      'enableTelemetry: false',
      'enableImmutableInstalls: false',
      `globalFolder: "${scratch}/yarn-4"`,
      'unsafeHttpWhitelist: [127.0.0.1]',
      `npmScopes: { cb: { npmRegistryServer: "${url}" } }`,
      '',
    ].join('\n'),
  });
}
