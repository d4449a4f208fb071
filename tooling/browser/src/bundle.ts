import { build, type Metafile } from 'esbuild';

/**
 * Bundles modules for browsers by esbuild, into files that load each other, as an application would: without a polyfill, an
 * alias or an external module.
 *
 * @returns which files came of it, and what is in each
 *
 * @throws Error when a module of Node.js is left
 */
export async function bundle(folder: string, ...entryPoints: string[]): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints,
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
