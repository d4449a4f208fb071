// @ts-check
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

const PACKAGES = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-node'];

/** What the figures depend on. @returns {Record<string, string>} */
export function machine() {
  const python = readFileSync(new URL('../requirements.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .join(', ');
  return {
    date: new Date().toISOString().slice(0, 10),
    system: `${platform()} ${arch()}`,
    processor: `${availableParallelism()} × ${cpus()[0]?.model.trim()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    'Node.js': process.version.slice(1),
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    'from PyPI': python,
  };
}

/** @param {string} name of a package that the backends depend on */
function versionOf(name) {
  const require = createRequire(import.meta.resolve('@cb-tooling/backend/load'));
  try {
    return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
  } catch {
    return 'not installed';
  }
}
