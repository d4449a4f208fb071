import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { latestCheckpoint } from '@cb/checkpoint';
import { eventFilesIn, eventsIn } from '../events.js';
import { leftoversIn } from '../saves/leftovers.js';
import { isOfWeights } from '../saves/saving.js';
import { inDirectory } from '../temporary-directory.js';
import { Listener } from '../throws/listener.js';
import { jobOf } from '../whole/job.js';
import { weightsOf } from '../whole/outcome.js';
import { runTrainee } from '../whole/run-trainee.js';
import { placesIn, WholeTraining } from '../whole/training.js';

const EPOCHS = 8;

/** Who cannot do what, where, why, and what to do. */
const CLEAR = /(CSVLogger|ModelCheckpoint|BackupAndRestore): cannot .+ "\/.+" \(.+\)\. .+\./;

/**
 * Two processes train at once in one directory, each with all callbacks. Either may end with a clear error, and whatever a
 * file holds must be what one of them wrote.
 *
 * @param {{ attempts: number, seed: number }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function trainInPairs({ attempts, seed }, tally) {
  let refused = 0;
  for (let turn = seed; turn < seed + attempts; turn++) {
    const job = jobOf(turn, EPOCHS);
    tally.attempts++;
    tally.faults++;
    const rows = await inDirectory(async (directory) => {
      const { said } = await runTrainee({ ...job, directory });
      if (said !== '') tally.note('wrong', `pairs: alone, ${JSON.stringify(job)}: it said ${said}`);
      return readFileSync(placesIn(directory).csv, 'utf8').split('\r\n');
    });
    const faults = await inDirectory(async (directory) => {
      const both = await Promise.all([1, 2].map(() => runTrainee({ ...job, directory })));
      refused += both.filter(({ said }) => said !== '').length;
      return [
        ...both.flatMap(({ said }) => (said === '' || CLEAR.test(said) ? [] : [`it said ${said}`])),
        ...(await faultsIn({ ...job, directory }, rows)),
        // What a process leaves that ends early goes with the next training.
        ...(both.every(({ said }) => said === '') ? leftoversIn(directory).map((path) => `left over: ${path}`) : []),
      ];
    });
    for (const fault of faults) tally.note('wrong', `pairs: turn ${turn}, ${JSON.stringify(job)}: ${fault}`);
    tally.steps.done++;
  }
  tally.remarks.push(
    `pairs: ${refused} of ${2 * attempts} processes that shared all their places with another ended with a clear error`,
  );
}

/**
 * @param {import('../whole/job.js').Job} job
 * @param {readonly string[]} rows of a log that nobody else writes to
 */
async function faultsIn(job, rows) {
  const { directory, format } = job;
  const { csv, curves, checkpoints, steps } = placesIn(directory);
  const torn = readFileSync(csv, 'utf8')
    .split('\r\n')
    .filter((row) => !rows.includes(row));
  const files = ['.', 'train', 'validation'].flatMap((run) => eventFilesIn(join(curves, run)));
  return [
    ...torn.map((row) => `the log has a row that nobody wrote: ${JSON.stringify(row)}`),
    ...files.flatMap((file) => eventsIn(readFileSync(file)).fault ?? []),
    ...(await faultsInCheckpoints(checkpoints, isOfWeights(format))),
    ...(await faultsInCheckpoints(steps, true)),
    ...(await faultsInBackup(job)),
  ];
}

/**
 * @param {string} directory
 * @param {boolean} areOfWeights
 */
async function faultsInCheckpoints(directory, areOfWeights) {
  const listener = new Listener();
  try {
    const latest = await latestCheckpoint(directory);
    const faults = latest === undefined ? ['there is no latest checkpoint'] : [];
    for (const name of readdirSync(directory)) {
      if (!isCheckpoint(join(directory, name))) continue;
      await weightsOf(join(directory, name), areOfWeights).catch((error) => faults.push(`${name}: ${error.message}`));
    }
    return [...faults, ...listener.heard];
  } finally {
    listener.stop();
  }
}

/** Neither the index, nor what a process has left that ended early. @param {string} path */
function isCheckpoint(path) {
  if (statSync(path).isDirectory()) return existsSync(join(path, 'model.json'));
  return !path.endsWith('.tmp') && !basename(path).startsWith('checkpoints.');
}

/** @param {import('../whole/job.js').Job} job */
async function faultsInBackup(job) {
  if (!existsSync(placesIn(job.directory).backup)) return [];
  const { backup, model } = new WholeTraining(job);
  try {
    await backup.restore(model);
    return [];
  } catch (error) {
    return [/** @type {Error} */ (error).message];
  }
}
