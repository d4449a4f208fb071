import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Manifest {
  name: string;
  description: string;
  keywords: string[];
  type: string;
  sideEffects: boolean;
  license: string;
  files: string[];
  repository: Record<string, string>;
  publishConfig: Record<string, unknown>;
  engines: Record<string, string>;
  scripts: Record<string, string>;
  imports?: Record<string, unknown>;
  exports: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  devDependencies?: Record<string, string>;
}

export interface SourceFile {
  /** Relative to the folder it was looked for in, with slashes. */
  path: string;
  text: string;
}

/** A package as the rules see it. */
export interface Package {
  folder: string;
  entries: string[];
  manifest: Manifest;
  readme: string;
  sources: SourceFile[];
  tests: SourceFile[];
  /** Whether it has to do with TensorFlow.js, and so with Keras: it is core or depends on it. */
  isForTraining: boolean;
  /** Whether it has a callback of its own. */
  hasCallback: boolean;
}

/** What a package must keep. */
export interface Rule {
  name: string;
  /** @returns what is wrong, one sentence each; nothing when the rule is kept */
  faults: (subject: Package) => string[];
}

const root = new URL('../../packages/', import.meta.url);

/** Every package that is published. */
export const packages: Package[] = readdirSync(root).map((folder) => readPackage(fileURLToPath(new URL(folder, root))));

export function readPackage(path: string): Package {
  const read = (file: string) => readFileSync(`${path}/${file}`, 'utf8');
  const manifest: Manifest = JSON.parse(read('package.json'));
  const sources = filesBelow(`${path}/src`);
  return {
    folder: basename(path),
    entries: readdirSync(path),
    manifest,
    readme: read('README.md'),
    sources,
    tests: filesBelow(`${path}/test`),
    isForTraining: manifest.name === '@cb/core' || '@cb/core' in (manifest.dependencies ?? {}),
    hasCallback: sources.some(({ text }) => text.includes(' extends Callback {')),
  };
}

function filesBelow(folder: string): SourceFile[] {
  const files = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.ts'));
  return files.map((file) => ({ path: file.replaceAll('\\', '/'), text: readFileSync(`${folder}/${file}`, 'utf8') }));
}
