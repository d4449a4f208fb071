// @ts-check
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * The bytes that a built module adds to a bundle, minified, and compressed too: what it imports inside, TensorFlow.js
 * and Node's own modules outside. What is loaded on demand is not counted.
 *
 * @param {string} entry its path
 * @param {'node' | 'browser'} [platform] where the bundle is to run
 */
export async function bundledSize(entry, platform = 'node') {
  const { outputFiles, metafile } = await build({
    entryPoints: { entry },
    outdir: '/',
    absWorkingDir: '/',
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    format: 'esm',
    external: ['@tensorflow/*'],
    platform,
    mainFields: ['module', 'main'],
    // Otherwise the `paths` in the tsconfig.json of a package hold, which is not published.
    tsconfigRaw: '{}',
  });
  const needed = new Set(['entry.js']);
  for (const file of needed) {
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) needed.add(path);
    }
  }
  let [minified, gzipped] = [0, 0];
  for (const { path, contents } of outputFiles) {
    if (!needed.has(path.replace(/^\//, ''))) continue;
    minified += contents.length;
    gzipped += gzipSync(contents, { level: 9 }).length;
  }
  return { minified, gzipped };
}
