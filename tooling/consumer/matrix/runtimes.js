// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from '@cb-tooling/bench/statistics';
import { Application, USES } from '../src/application.js';
import { summarize } from '../src/cells.js';
import { peerRange } from '../src/packages.js';
import { inPairs } from '../src/run.js';
import { copyNativeLibrary, STACKS, specifiers } from '../src/stacks.js';
import { newest, tool } from '../src/tools.js';

const NODES = ['20.19.0', '20', '22.12.0', '22', '24'];
const BUILD = fileURLToPath(import.meta.resolve('@cb-tooling/native/build'));

/** Every package on each Node with each way to have TensorFlow.js. @param {import('../src/registry.js').Registry} registry */
export default async function runtimes(registry) {
  const version = await newest('@tensorflow/tfjs', peerRange(registry.packages));
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  const failures = [];
  for (const [title, stack] of Object.entries(STACKS)) {
    const application = await install(registry, stack, version);
    for (const range of NODES) {
      const node = await newest('node', range);
      const command = await startOf(node, stack, application);
      const row = await inPairs(USES, async (use) => {
        const results = [];
        for (const pack of registry.packages) {
          results.push({ name: pack.name, outcome: await application.use(pack, use, command) });
        }
        return summarize(`${title}, Node ${node}, ${use}`, results);
      });
      rows.push([title, node, ...row.map(({ cell }) => cell)]);
      failures.push(...row.flatMap((cell) => cell.failures));
    }
    application.remove();
  }
  const title = `Node and TensorFlow.js ${version}: packages that pass`;
  return { title, text: table(['TensorFlow.js as', 'Node', ...USES], rows), failures };
}

/** @param {import('../src/registry.js').Registry} registry @param {import('../src/stacks.js').Stack} stack @param {string} version */
async function install(registry, stack, version) {
  const application = new Application(registry, stack.tf);
  const specified = [...registry.packages.map(({ name }) => name), ...specifiers(stack, version)];
  if (stack !== STACKS['tfjs-node']) {
    await application.install(specified);
    return application;
  }
  // Its install script downloads from a host that is out of reach for many; then the library is built, once.
  await application.install(specified, ['--ignore-scripts']);
  spawnSync(process.execPath, [BUILD], { stdio: 'inherit' });
  copyNativeLibrary(application.folder);
  return application;
}

/** @param {string} version of Node @param {import('../src/stacks.js').Stack} stack @param {Application} application */
async function startOf(version, stack, application) {
  const node = await tool('node', version, 'bin/node');
  const needsRemedy = stack === STACKS['tfjs-node'] && Number.parseInt(version, 10) >= 23;
  return needsRemedy ? [node, '--import', join(application.folder, 'node-remedy.mjs')] : [node];
}
