// @ts-check
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundledSize } from '@cb-tooling/bench/bundled-size';
import { median, table } from '@cb-tooling/bench/statistics';
import { Application } from '../src/application.js';
import { peerRange } from '../src/packages.js';
import { runOrThrow } from '../src/run.js';
import { STACKS, specifiers } from '../src/stacks.js';
import { newest } from '../src/tools.js';

const IMPORTS = 11;
const stack = STACKS['core + layers + cpu'];

/** What each package costs beside TensorFlow.js. @param {import('../src/registry.js').Registry} registry */
export default async function sizes(registry) {
  const { packages } = registry;
  const complete = new Application(registry, stack.tf);
  const version = await newest('@tensorflow/tfjs-layers', peerRange(packages));
  await complete.install([...packages.map(({ name }) => name), ...specifiers(stack, version)]);
  const rows = [];
  for (const pack of packages) {
    const entry = join(pack.folder, 'dist/index.js');
    const [inNode, inBrowser] = [await bundledSize(entry), await bundledSize(entry, 'browser')];
    rows.push([
      pack.name,
      kilobytes(registry.packedSize(pack.name)),
      kilobytes(sizeOf(join(complete.folder, 'node_modules', pack.name))),
      ...(await installAlone(registry, pack)),
      (await importTime(complete, pack)).toFixed(1),
      kilobytes(inNode.minified),
      kilobytes(inNode.gzipped),
      kilobytes(inBrowser.minified),
      kilobytes(inBrowser.gzipped),
    ]);
  }
  complete.remove();
  const installed = ['packed', 'unpacked', 'installed with dependencies', 'npm install, s', 'import, ms'];
  const bundled = ['in Node, minified', 'and gzipped', 'in a browser, minified', 'and gzipped'];
  const title = 'Cost of each package without TensorFlow.js, kB';
  return { title, text: table(['package', ...installed, ...bundled], rows), failures: [] };
}

/** @param {import('../src/registry.js').Registry} registry @param {import('../src/packages.js').Package} pack */
async function installAlone(registry, { name }) {
  const application = new Application(registry, stack.tf);
  const begin = performance.now();
  await application.install([name], ['--legacy-peer-deps']);
  const seconds = (performance.now() - begin) / 1000;
  const size = sizeOf(join(application.folder, 'node_modules'));
  application.remove();
  return [kilobytes(size), seconds.toFixed(1)];
}

/** Milliseconds, the median of fresh processes in which the peers are loaded. @param {Application} application @param {import('../src/packages.js').Package} pack */
async function importTime({ folder }, { name, peers }) {
  const times = [];
  for (let round = 0; round < IMPORTS; round++) {
    times.push(Number(await runOrThrow(process.execPath, ['time-import.mjs', name, ...Object.keys(peers)], folder)));
  }
  return median(times);
}

/** @param {string} folder */
function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
