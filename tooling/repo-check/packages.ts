import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Manifest {
  name: string;
  type: string;
  sideEffects: boolean;
  license: string;
  files: string[];
  engines: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Package {
  folder: string;
  path: string;
  manifest: Manifest;
  readme: string;
}

const root = new URL('../../packages/', import.meta.url);

/** Every package that is published. */
export const packages: Package[] = readdirSync(root).map((folder) => {
  const path = fileURLToPath(new URL(`${folder}/`, root));
  const read = (file: string) => readFileSync(`${path}${file}`, 'utf8');
  return { folder, path, manifest: JSON.parse(read('package.json')), readme: read('README.md') };
});
