import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { makeDirectory } from './temporary-directory.js';

/** Modules have no `require`, and the CommonJS in them asks it for what Node.js has. */
const REQUIRE = "import * as ofModules from 'node:module'; const require = ofModules.createRequire(import.meta.url);";

/** By script. @type {Map<string, string>} */
const bundles = new Map();

/**
 * A script and all that it imports, in a few files: a process that runs it begins in a quarter of the processor's time that
 * hundreds of modules take, and a campaign begins thousands.
 *
 * On backends with files beside their code it is the script itself.
 *
 * @param {string} script a path
 */
export function bundleOf(script) {
  if ((process.env.CB_BACKEND || 'cpu') !== 'cpu') return script;
  const bundle = bundles.get(script) ?? makeBundle(script);
  bundles.set(script, bundle);
  return bundle;
}

/** @param {string} script */
function makeBundle(script) {
  const outdir = makeDirectory();
  buildSync({
    entryPoints: [script],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    keepNames: true,
    banner: { js: REQUIRE },
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    // Otherwise the `paths` in the tsconfig.json of a package hold, which is not published.
    tsconfigRaw: '{}',
  });
  return join(outdir, basename(script).replace(/\.js$/, '.mjs'));
}
