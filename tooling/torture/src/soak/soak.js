import { fileURLToPath } from 'node:url';
import { runWatched } from '../run-watched.js';
import { inDirectory } from '../temporary-directory.js';
import { soakedCallbacks } from './callbacks.js';
import { beyond, growthIn, slopeOf } from './judge.js';

const SCRIPT = fileURLToPath(new URL('soaked.js', import.meta.url));

/** @typedef {Omit<import('./soaked.js').SoakJob, 'directory'>} Job */
/** @typedef {import('./judge.js').Sample} Sample */

/** How many epochs of ten batches, and after how many comes a sample. The rows of a CSVLogger stay in memory. */
const FULL = {
  hooks: { epochs: 100_000, every: 500, bounds: { heap: 10, arrayBuffers: 0.3, rss: 300 } },
  backups: { epochs: 100_000, every: 500, bounds: { heap: 10, arrayBuffers: 0.3, rss: 300 } },
  csv: { epochs: 100_000, every: 500, bounds: { heap: 1000, arrayBuffers: 0.3, rss: 2000 } },
  fit: { epochs: 8000, every: 100, bounds: { heap: 100, arrayBuffers: 0.5, rss: 3000 } },
};
const SHORT = {
  hooks: { epochs: 1000, every: 40, bounds: { heap: 150, arrayBuffers: 1.5, rss: 20_000 } },
  csv: { epochs: 1500, every: 50, bounds: { heap: 400, arrayBuffers: 1.5, rss: 20_000 } },
  // The first saves, at epochs 50 and 97, are over before it is warm.
  fit: { epochs: 250, every: 10, bounds: { heap: 600, arrayBuffers: 5, rss: 100_000 } },
};

/** In milliseconds: how long the epochs between two samples may take on a computer that is busy. */
const LONGEST = 600_000;

/** Epochs in which a leak on purpose must be seen, and how. */
const LEAKING = { epochs: 3000, every: 100 };
const SEEN = { tensor: /^tensors grow/, bytes: /^arrayBuffers grows/, numbers: /^heap grows/ };

/**
 * For Node.js. In a short run most of what a heap gains is compiled code, more or less of it as the threads that compile
 * find time: without compilers, and with all bytecode kept, two runs gain the same.
 */
const INTERPRETED = ['--no-opt', '--no-maglev', '--no-sparkplug', '--no-flush-bytecode'];

/**
 * Trains long with all callbacks, and sees whether anything grows: tensors, memory, handles.
 *
 * @param {{ short: boolean }} options
 * @param {import('../tally.js').Tally} tally an attempt is a training, a fault a leak on purpose
 */
export async function soak({ short }, tally) {
  const size = { ...FULL, ...(short && SHORT) };
  const flags = short ? INTERPRETED : [];
  const all = Object.keys(soakedCallbacks('/nowhere'));
  const but = (/** @type {string[]} */ ...kept) => all.filter((name) => !kept.includes(name));
  /** @type {(name: 'hooks' | 'backups' | 'csv' | 'fit', job: Omit<Job, 'batches'>, measure?: Omit<Job, 'batches'>) => Promise<void>} */
  const watch = async (name, job, measure) => {
    const samples = await run(job, flags, tally);
    const held = measure ? beyond(samples, await run(measure, flags, tally)) : samples;
    for (const fault of growthIn(held, size[name].bounds)) tally.note('wrong', `soak, ${name}: ${fault}`);
    tally.remarks.push(`${name}: ${describe(held)}`);
  };
  const inHooks = short
    ? watch('hooks', { by: 'hooks', without: ['csv'], ...SHORT.hooks })
    : Promise.all([
        // A backup takes longer than all others together: it has a process of its own, in which nobody else writes.
        watch('hooks', { by: 'hooks', without: ['csv', 'backup'], ...FULL.hooks }),
        watch('backups', { by: 'hooks', without: ['csv', 'newest', 'best', 'curves'], ...FULL.backups }),
      ]);
  const inFit = watch('fit', { by: 'fit', without: ['csv'], ...size.fit }, { by: 'fit', without: all, ...size.fit });
  await watch('csv', { by: 'hooks', without: but('csv'), ...size.csv });
  for (const leak of /** @type {const} */ (['tensor', 'bytes', 'numbers'])) {
    const samples = await run({ by: 'hooks', without: but('stopping'), ...LEAKING, leak }, INTERPRETED, tally);
    tally.faults++;
    const faults = growthIn(samples, size.hooks.bounds);
    if (!faults.some((fault) => SEEN[leak].test(fault))) {
      tally.note('wrong', `soak: nobody saw that every hundred epochs a leak of ${leak} grows`);
    }
    tally.remarks.push(`with a leak of ${leak} every hundred epochs: ${faults}`);
  }
  await Promise.all([inHooks, inFit]);
}

/**
 * @param {Omit<Job, 'batches'>} job
 * @param {readonly string[]} flags of Node.js
 * @param {import('../tally.js').Tally} tally
 * @returns {Promise<Sample[]>}
 */
async function run(job, flags, tally) {
  tally.attempts++;
  return inDirectory(async (directory) => {
    const args = ['--expose-gc', ...flags, SCRIPT, JSON.stringify({ directory, batches: 10, ...job })];
    /** @type {Sample[]} */
    const samples = [];
    const { isHung, status, stderr } = await runWatched(args, { longestMs: LONGEST }, (sample) => samples.push(sample));
    const where = `soak, ${JSON.stringify(job)}`;
    if (isHung) tally.note('hung', `${where}: no sample in ${LONGEST / 1000} s`);
    else if (status !== 0 || stderr !== '') tally.note('wrong', `${where}: it ends with ${status}: ${stderr}`);
    return samples;
  });
}

/** @param {readonly Sample[]} samples */
function describe(samples) {
  const late = samples.slice(Math.floor(samples.length / 2));
  const last = samples.at(-1);
  if (last === undefined) return 'no sample';
  const slope = (/** @type {'heap' | 'arrayBuffers' | 'rss'} */ name) => slopeOf(late, name).toFixed(2);
  return (
    `${last.epoch + 1} epochs of 10 batches; in the second half the heap grew by ${slope('heap')} bytes an epoch, array ` +
    `buffers by ${slope('arrayBuffers')}, the process by ${slope('rss')}; in the end ${last.tensors} tensors and ` +
    `${last.handles} handles`
  );
}
