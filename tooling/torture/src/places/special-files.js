import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bestCheckpoint, latestCheckpoint } from '@cb/checkpoint';
import { PLACES } from './places.js';
import { SPECIALS } from './specials.js';
import { isClear, missingAfterAll, trainKeeper } from './train-keeper.js';

const EPOCHS = 2;

/**
 * Puts in each place of a callback what is no file, or no directory: that is an error at once, or does no harm.
 *
 * @type {import('./worker.js').Attack}
 */
export async function* specialFiles(keeper, directoryOf) {
  for (const place of PLACES[keeper.name] ?? []) {
    for (const [what, make] of Object.entries(SPECIALS)) {
      const directory = directoryOf();
      yield { begins: `${place} is ${what}` };
      const path = join(directory, place);
      mkdirSync(dirname(path), { recursive: true });
      await make(path);
      const { ino } = lstatSync(path);
      const { thrown } = await trainKeeper(keeper, directory, { epochs: EPOCHS });
      const found = await faultsWhileThere(keeper, directory, thrown === undefined);
      const isThere = lstatSync(path, { throwIfNoEntry: false })?.ino === ino;
      rmSync(path, { recursive: true, force: true });
      const after = await missingAfterAll(keeper, directory, { epochs: EPOCHS });
      yield {
        isError: thrown !== undefined,
        faults: [
          ...(thrown === undefined || isClear(thrown) ? [] : [`it says: ${thrown}`]),
          ...(thrown === undefined ? found.missing : []),
          ...found.unclear,
          ...(isThere || !staysAsItIs(keeper, what) ? [] : ['it is replaced']),
          ...after.map((fault) => `once it is removed: ${fault}`),
        ],
      };
    }
  }
}

/** @param {import('../shim/keepers.js').Keeper} keeper @param {string} directory @param {boolean} isTrained */
async function faultsWhileThere(keeper, directory, isTrained) {
  /** @type {string[]} */
  const unclear = [];
  const attempt = async (/** @type {() => Promise<unknown>} */ action) => {
    try {
      return await action();
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      if (!isClear(message)) unclear.push(`reading says: ${message}`);
      return [message];
    }
  };
  // What others would read of a FIFO never ends, or is refused to them.
  const reads = /^(ModelCheckpoint|BackupAndRestore)/.test(keeper.name) || (isTrained && keeper.name === 'CSVLogger');
  const gone = reads ? await attempt(() => keeper.missing(directory, EPOCHS)) : [];
  await attempt(() => latestCheckpoint(join(directory, 'checkpoints')));
  await attempt(() => bestCheckpoint(join(directory, 'checkpoints'), { monitor: 'loss' }).catch(() => {}));
  return { missing: /** @type {string[]} */ (gone), unclear };
}

/** A log is written where the user says: what is no file there is the user's. Checkpoints have names of their own. */
function staysAsItIs(/** @type {import('../shim/keepers.js').Keeper} */ { name }, /** @type {string} */ what) {
  return name === 'CSVLogger' && !/ file/.test(what);
}
