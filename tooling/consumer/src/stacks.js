// @ts-check
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * One way to have TensorFlow.js.
 *
 * @typedef {object} Stack
 * @property {readonly string[]} packages below `@tensorflow/`, all of one version
 * @property {string} tf what stands for tfjs-node in the examples: a package, or a module of the folder `project`
 */

/** @satisfies {Record<string, Stack>} */
export const STACKS = {
  tfjs: { packages: ['tfjs'], tf: '@tensorflow/tfjs' },
  'core + layers + cpu': { packages: ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu'], tf: './tf-cpu' },
  'core + layers + wasm': { packages: ['tfjs-core', 'tfjs-layers', 'tfjs-backend-wasm'], tf: './tf-wasm' },
  'tfjs-node': { packages: ['tfjs-node'], tf: '@tensorflow/tfjs-node' },
};

/** The packages with their version, for a package manager. @param {Stack} stack @param {string} version */
export function specifiers({ packages }, version) {
  return packages.map((name) => `@tensorflow/${name}@${version}`);
}

/** Gives an application's tfjs-node, installed without its script, the native library of this repository's. @param {string} application */
export function copyNativeLibrary(application) {
  const backend = createRequire(import.meta.resolve('@cb-tooling/backend/load'));
  const source = dirname(backend.resolve('@tensorflow/tfjs-node/package.json'));
  const target = join(application, 'node_modules/@tensorflow/tfjs-node');
  for (const folder of ['deps', 'lib']) {
    cpSync(join(source, folder), join(target, folder), { recursive: true, verbatimSymlinks: true });
  }
}
