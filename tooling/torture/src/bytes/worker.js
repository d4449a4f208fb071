// node worker.js JOB: reads damaged files, and says on stdout, in lines of JSON, which one is next, how reading it ended,
// and what is wrong with that.
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from '../chance.js';
import { faultsIn } from './faults-in.js';
import { mutateFile } from './mutate-file.js';
import { SUBJECTS } from './subjects.js';
import { Target } from './target.js';
import { tensors } from './what-a-model-is.js';

/**
 * @typedef {object} Job
 * @property {string} directory that is empty
 * @property {number} seed
 * @property {number} first the number of the first file
 * @property {number} step from one number to the next
 * @property {number} end the number before which to end
 */

const report = (/** @type {object} */ news) => writeSync(1, `${JSON.stringify(news)}\n`);

/** @type {string[]} */
const said = [];
const listen = (/** @type {unknown[]} */ ...texts) => said.push(texts.join(' '));
Object.assign(console, { warn: listen, error: listen, info: listen, log: listen });

/** @type {Job} */
const { directory, seed, first, step, end } = JSON.parse(String(process.argv[2]));
/** @type {Target[]} */
const targets = [];
for (const subject of SUBJECTS) targets.push(await prepare(subject, join(directory, String(targets.length))));
report({ ready: true });

for (let number = first; number < end; number += step) {
  const target = /** @type {Target} */ (targets[number % targets.length]);
  const chance = new Chance(seed * 1_000_003 + number);
  const [name, original] = chance.pick(target.files);
  const { bytes, what, isForged } = mutateFile(name, original, chance);
  report({ number, what: `${target.subject.name}, ${name}: ${what}` });
  const before = { tensors: tensors(), memory: memoryPeak() };
  said.length = 0;
  const outcome = await target.readWith(name, bytes);
  const left = Math.max(0, tensors() - before.tensors - target.leftByTensorFlow);
  const used = { tensors: left, memory: memoryPeak() - before.memory };
  for (const fault of faultsIn(target.subject, { outcome, isForged, said, used })) report({ number, fault });
  report({ number, end: 'error' in outcome ? 'refused' : outcome.isRight ? 'right' : 'other' });
}
report({ done: true });

/** @param {import('./subjects.js').Subject} subject @param {string} place */
async function prepare(subject, place) {
  mkdirSync(place);
  const target = new Target(subject, place);
  await target.make();
  return target;
}

/** The most memory that this process has had, in MiB. */
function memoryPeak() {
  return process.resourceUsage().maxRSS / 1024;
}
