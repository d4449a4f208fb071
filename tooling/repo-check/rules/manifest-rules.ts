import { isDeepStrictEqual } from 'node:util';
import type { Manifest, Package, Rule } from '../packages.js';

/** What a package may import of ours: the contract and file access, never a sibling. */
const FOUNDATIONS = ['@cb/core', '@cb/files'];

const NODE = '^20.19.0 || >=22.12.0';

const SCRIPTS = {
  build: 'tsc -p tsconfig.build.json',
  typecheck: 'tsc -p tsconfig.json',
  'pack-check': 'publint --strict && attw --pack . --profile esm-only',
};

/** What every manifest says in the same words. */
function common({ folder }: Package): Record<string, unknown> {
  return {
    name: `@cb/${folder}`,
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: false,
    // pnpm adds README.md and LICENSE by itself.
    files: ['CHANGELOG.md', 'dist', 'src'],
    engines: { node: NODE },
    repository: {
      type: 'git',
      url: 'git+https://github.com/cb-callbacks/cb.git',
      directory: `packages/${folder}`,
    },
    // Provenance belongs into the release workflow: here it makes every other registry refuse the package.
    publishConfig: { access: 'public' },
  };
}

/** Whether a package adds to another one, as its name says: `checkpoint-store` to `@cb/checkpoint`. */
function continues(folder: string, name: string): boolean {
  return `@cb/${folder}`.startsWith(`${name}-`);
}

/** Native libraries may be peers too: the application picks the version that its system can load. */
function peersOf({ peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  return Object.keys(peerDependencies).filter((name) => name !== 'opendal' && !peerDependenciesMeta[name]?.optional);
}

/** The rules of package.json. */
export const manifestRules: Rule[] = [
  {
    name: 'its manifest says what all of them say',
    faults: (subject) =>
      Object.entries(common(subject))
        .filter(([key, value]) => !isDeepStrictEqual(subject.manifest[key as keyof typeof subject.manifest], value))
        .map(([key, value]) => `\`${key}\` is not ${JSON.stringify(value)}`),
  },
  {
    name: 'it is found by what it does',
    faults: ({ manifest: { description, keywords = [] }, hasCallback }) => [
      ...(/^[A-Z].{20,}[^.]$/.test(description ?? '') ? [] : ['`description` is no sentence without a full stop']),
      ...(!hasCallback || keywords.includes('tfjs-callback') ? [] : ['`keywords` lacks "tfjs-callback"']),
    ],
  },
  {
    name: 'it is ESM that require() can load too',
    faults: ({ manifest }) =>
      Object.entries(manifest.exports)
        .filter(([path, entry]) =>
          typeof entry === 'string' ? entry !== path : Object.keys(entry).join() !== 'types,default',
        )
        .map(([path]) => `\`exports\` has "${path}" otherwise than with "types" and "default" alone`)
        .concat('./package.json' in manifest.exports ? [] : ['`exports` lacks "./package.json"']),
  },
  {
    name: 'it has the scripts that turbo runs',
    faults: ({ manifest: { scripts = {} } }) => [
      ...Object.entries(SCRIPTS)
        .filter(([name, script]) => scripts[name] !== script)
        .map(([name, script]) => `script \`${name}\` is not \`${script}\``),
      ...(scripts.test?.startsWith('vitest run') ? [] : ['script `test` does not begin with `vitest run`']),
    ],
  },
  {
    name: 'it leaves TensorFlow.js to the application',
    faults: ({ manifest, isForTraining }) => {
      const own = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@tensorflow/'));
      const peers = isForTraining ? ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'] : [];
      return [
        ...own.map((name) => `${name} is a dependency`),
        ...(isDeepStrictEqual(peersOf(manifest), peers) ? [] : [`its peers are not ${peers}`]),
      ];
    },
  },
  {
    name: 'it depends on core and files, never on a sibling callback',
    faults: ({ folder, manifest }) =>
      Object.entries(manifest.dependencies ?? {})
        .filter(([name]) => name.startsWith('@cb/'))
        .filter(([name, range]) => !(FOUNDATIONS.includes(name) || continues(folder, name)) || range !== 'workspace:^')
        .map(([name, range]) => `it depends on ${name} as ${range}`),
  },
  {
    name: 'it takes TensorFlow.js for its tests from the catalog',
    faults: ({ manifest }) =>
      Object.entries(manifest.devDependencies ?? {})
        .filter(([name, range]) => name.startsWith('@tensorflow/') && range !== 'catalog:')
        .map(([name, range]) => `it develops with ${name} ${range}`),
  },
];
