import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

/**
 * Bundles `page/lab.ts` for browsers, into files that load each other, as an application would: without a polyfill, an
 * alias or an external module. Fails when a module of Node.js is left.
 *
 * @returns which files came of it, and what is in each
 */
export async function bundle(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../page/lab.ts', import.meta.url))],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    metafile: true,
    logLevel: 'silent',
    // Otherwise the `paths` in the tsconfig.json of a package hold, which is not published.
    tsconfigRaw: '{}',
  });
  return metafile;
}
