// @ts-check
import { table } from '@cb-tooling/bench/statistics';
import { Application, USES } from '../src/application.js';
import { summarize } from '../src/cells.js';
import { peerRange } from '../src/packages.js';
import { inPairs } from '../src/run.js';
import { STACKS, specifiers } from '../src/stacks.js';
import { newest } from '../src/tools.js';

/** Every package at both ends of the range of TensorFlow.js that it asks for. @param {import('../src/registry.js').Registry} registry */
export default async function versions(registry) {
  const range = peerRange(registry.packages);
  const stack = STACKS['core + layers + cpu'];
  const ends = new Set([range.replace('^', ''), await newest('@tensorflow/tfjs-layers', range)]);
  const rows = [];
  /** @type {string[]} */
  const failures = [];
  for (const version of ends) {
    const application = new Application(registry, stack.tf);
    await application.install([...registry.packages.map(({ name }) => name), ...specifiers(stack, version)]);
    const row = await inPairs(USES, async (use) => {
      const results = [];
      for (const pack of registry.packages)
        results.push({ name: pack.name, outcome: await application.use(pack, use) });
      return summarize(`TensorFlow.js ${version}, ${use}`, results);
    });
    rows.push([version, ...row.map(({ cell }) => cell)]);
    failures.push(...row.flatMap((cell) => cell.failures));
    application.remove();
  }
  return { title: `The ends of ${range}: packages that pass`, text: table(['TensorFlow.js', ...USES], rows), failures };
}
