import { missingRequirement } from './requirements.js';
import { buildAddon } from './tfjs-addon.js';
import { acceptBuild, computes, installSources, isInstalled } from './tfjs-node.js';

try {
  if (computes()) console.info('native: tfjs-node loads its native library already, so there is nothing to do.');
  else buildNative();
} catch (error) {
  console.error(`native: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}

/** Ends with a tfjs-node that computes, or throws. */
function buildNative() {
  const missing = missingRequirement();
  if (missing) throw new Error(missing);
  const start = Date.now();
  if (!isInstalled()) installSources();
  buildAddon();
  if (!computes()) throw new Error('the library was built, but tfjs-node does not compute with it.');
  acceptBuild();
  if (!computes()) throw new Error('pnpm did not keep what was built. Run `npx --yes pnpm install`, then try again.');
  console.info(`native: tfjs-node works, after ${Math.round((Date.now() - start) / 1000)} s.`);
}
