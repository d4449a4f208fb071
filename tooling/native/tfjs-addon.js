import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';
import { fetchLibraries, LIBRARIES, LIBRARY } from './tensorflow-library.js';
import { PACKAGE } from './tfjs-node.js';

const require = createRequire(import.meta.url);

/** Puts the TensorFlow library, and the addon compiled against it, where tfjs-node and its install script look. */
export function buildAddon() {
  const { addon, installerProof } = layout();
  const libraries = path.dirname(installerProof);
  const scratch = path.join(PACKAGE, 'build');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch);
  try {
    const fetched = fetchLibraries(scratch);
    const compiled = compile(scratch, fetched);
    rmSync(libraries, { recursive: true, force: true });
    mkdirSync(path.dirname(libraries), { recursive: true });
    renameSync(fetched, libraries);
    symlinkSync(LIBRARY, installerProof);
    mkdirSync(path.dirname(addon), { recursive: true });
    renameSync(compiled, addon);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Where the addon belongs, and the library file that the install script looks for before it downloads. */
function layout() {
  const { binary } = require(`${PACKAGE}/package.json`);
  const folder = binary.module_path.replace('{napi_build_version}', napiVersion());
  return {
    addon: path.join(PACKAGE, folder, `${binary.module_name}.node`),
    installerProof: require(`${PACKAGE}/scripts/deps-constants.js`).depsLibTensorFlowPath,
  };
}

/** The newest Node-API that the package knows. Every Node this repository supports has it. */
function napiVersion() {
  return Math.max(...require(`${PACKAGE}/package.json`).binary.napi_versions);
}

/**
 * @param {string} scratch folder to build in
 * @param {string} libraries folder of the shared libraries to link with
 * @returns {string} the compiled addon
 */
function compile(scratch, libraries) {
  console.info('native: compiling the addon with g++.');
  const addon = path.join(scratch, 'tfjs_binding.node');
  const defines = [`-DNAPI_VERSION=${napiVersion()}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding'];
  const includes = [require('node-api-headers').include_dir, fileURLToPath(new URL('include', import.meta.url))];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(PACKAGE, 'binding', file));
  const links = [`-L${libraries}`, ...LIBRARIES.map((file) => `-l:${file}`), `-Wl,-rpath-link,${libraries}`];
  run('g++', [
    ...'-shared -fPIC -O2 -std=c++17 -Wno-format -s'.split(' '),
    ...defines,
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    ...links,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ...['-o', addon],
  ]);
  return addon;
}
