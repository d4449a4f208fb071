import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { root } from './documents.js';

export interface Manifest {
  name: string;
  private?: boolean;
  bin?: Record<string, string>;
  scripts?: Record<string, string>;
}

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** The manifest of the repository itself. */
export const rootManifest: Manifest = JSON.parse(read('package.json'));

/** The manifests of everything in `packages` and `tooling`. */
export const manifests: Manifest[] = ['packages', 'tooling'].flatMap((folder) => {
  const paths = readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}/package.json`);
  return paths.filter((path) => existsSync(`${root}${path}`)).map((path) => JSON.parse(read(path)));
});

/** What others have published, in the versions that are tested here. */
export const catalog: Record<string, string> = parse(read('pnpm-workspace.yaml')).catalog;

/** What is installed from PyPI, and in which version. */
export const pythonPackages: Map<string, string> = new Map(
  readdirSync(`${root}tooling`).flatMap((folder) => {
    const path = `tooling/${folder}/requirements.txt`;
    const lines = existsSync(`${root}${path}`) ? read(path).split('\n') : [];
    return lines.flatMap((line) => [...line.matchAll(/^([\w-]+)==(\S+)/g)].map(([, name = '', of = '']) => [name, of]));
  }),
);
