// @ts-check
// What each package adds to a bundle: minified, and compressed, with @cb/core inside and TensorFlow.js outside.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { table } from './statistics.js';

const packages = new URL('../../packages/', import.meta.url);
const rows = await Promise.all(
  readdirSync(packages).map(async (folder) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`${folder}/dist/index.js`, packages))],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      external: ['@tensorflow/*', 'node:*'],
      conditions: ['node'],
    });
    const code = Number(outputFiles[0]?.contents.length);
    return [`@cb/${folder}`, code, gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length];
  }),
);
console.info(table(['package', 'minified, bytes', 'and gzipped, bytes'], rows));
