// @ts-check
import { table } from '@cb-tooling/bench/statistics';
import { complaint } from '../src/complaint.js';
import { ManagedApplication } from '../src/managed-application.js';
import { readManagers } from '../src/managers.js';
import { inPairs } from '../src/run.js';

/** Applications without TensorFlow.js: which package managers bring it along, and what an import says without it. @param {import('../src/registry.js').Registry} registry */
export default async function missing(registry) {
  /** @type {string[]} */
  const failures = [];
  const packages = registry.packages.filter(({ peers }) => '@tensorflow/tfjs-layers' in peers);
  const ours = packages.map(({ name }) => name);
  const rows = await inPairs(await readManagers(), async (manager) => {
    const application = new ManagedApplication(registry, manager);
    await application.manage('install');
    const added = await application.add(ours);
    const copies = await application.copies(ours);
    const imported = await application.tries(packages, 'import');
    application.remove();
    if (imported !== 'ok' && !imported.includes('@tensorflow/tfjs-')) {
      failures.push(`${manager.title}: an import does not say what is missing: ${imported}`);
    }
    return [manager.title, complaint(added), copies, imported];
  });
  const head = ['package manager', 'adds ours', 'layers', 'an import'];
  return { title: 'An application without TensorFlow.js', text: table(head, rows), failures };
}
