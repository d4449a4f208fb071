// @ts-check
import { table } from '@cb-tooling/bench/statistics';
import { complaint } from '../src/complaint.js';
import { ManagedApplication } from '../src/managed-application.js';
import { readManagers } from '../src/managers.js';
import { inPairs } from '../src/run.js';
import { STACKS } from '../src/stacks.js';

/** Older than the range of the packages. */
const PINNED = '4.20.0';
const OVERRIDES = { '@tensorflow/tfjs-core': PINNED, '@tensorflow/tfjs-layers': PINNED };
/** Through whom the application gets tfjs-layers itself. */
const PINS = [
  { stack: STACKS.tfjs, holder: '@tensorflow/tfjs' },
  { stack: STACKS['core + layers + cpu'], holder: './package.json' },
];

/**
 * Applications that pin an older TensorFlow.js: what each package manager says, how many copies there are then, what a
 * fit says, and whether the lines of our error help.
 *
 * @param {import('../src/registry.js').Registry} registry
 */
export default async function pinned(registry) {
  const managers = await readManagers();
  const cases = PINS.flatMap((pin) => managers.map((manager) => ({ ...pin, manager })));
  const results = await inPairs(cases, (one) => pin(registry, one));
  const then = ['layers with `overrides`', 'a fit then'];
  const head = ['pinned', 'package manager', 'adds ours', 'installs both', 'layers', 'a fit', ...then];
  return {
    title: `An application that pins TensorFlow.js ${PINNED}`,
    text: table(
      head,
      results.map(({ row }) => row),
    ),
    failures: results.flatMap(({ failures }) => failures),
  };
}

/** @param {import('../src/registry.js').Registry} registry @param {typeof PINS[number] & { manager: import('../src/managers.js').Manager }} one */
async function pin(registry, { stack, holder, manager }) {
  const packages = registry.packages.filter(({ peers }) => '@tensorflow/tfjs-layers' in peers);
  const ours = packages.map(({ name }) => name);
  const own = Object.fromEntries(stack.packages.map((name) => [`@tensorflow/${name}`, PINNED]));
  const first = new ManagedApplication(registry, manager, stack.tf);
  first.declare({ dependencies: own });
  await first.manage('install');
  const added = complaint(await first.add(ours));
  first.remove();

  const application = new ManagedApplication(registry, manager, stack.tf);
  application.declare({ dependencies: { ...own, ...Object.fromEntries(ours.map((name) => [name, '*'])) } });
  const installed = await application.manage('install');
  const outcome = async () => [await application.copies([holder, ...ours]), await application.tries(packages, 'fit')];
  const [copies = '', fit = ''] = installed.ok ? await outcome() : [];
  await application.override(OVERRIDES);
  const [copiesThen = '', fitThen = ''] = await outcome();
  application.remove();

  const what = Object.keys(own).join(', ');
  const place = `${what}, ${manager.title}:`;
  const failures = [];
  if (copies.includes(' and ') && fit !== 'our error') failures.push(`${place} two copies, and a fit gives ${fit}`);
  // Under Plug'n'Play TensorFlow.js uses packages that it does not list, and Yarn's file system has no fsync: see the recipes.
  if (!manager.strict && fitThen !== 'ok') failures.push(`${place} overridden, and a fit gives ${fitThen}`);
  return { row: [what, manager.title, added, complaint(installed), copies, fit, copiesThen, fitThen], failures };
}
