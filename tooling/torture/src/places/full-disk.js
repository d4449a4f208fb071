import { cpSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isClear, isFailure, missingAfterAll, missingOf, trainKeeper } from './train-keeper.js';

/** Epochs that are there before, and all with those that are trained while the disk fills up. */
const [BEFORE, ALL] = [2, 4];

/**
 * Trains on a disk that has room for so many blocks, from none to as many as it needs: an error, after which all that was
 * there is unharmed, and with more room it goes on.
 *
 * @type {import('./worker.js').Attack}
 */
export async function* fullDisk(keeper, directoryOf, every) {
  const origin = directoryOf();
  await trainKeeper(keeper, origin, { epochs: BEFORE });
  for (const throwsErrors of [true, false]) {
    let isShort = true;
    for (let room = 0; isShort; room += every) {
      const directory = directoryOf();
      yield { begins: `room for ${room} blocks, ${throwsErrors ? 'throws' : 'warns'}` };
      cpSync(origin, directory, { recursive: true });
      const ballast = fill(dirname(directory), room);
      const { thrown, said } = await trainKeeper(keeper, directory, {
        ...{ initialEpoch: BEFORE, epochs: ALL, throwsErrors },
      });
      const error = thrown ?? said.find(isFailure);
      isShort = error !== undefined;
      const unharmed = await missingOf(keeper, directory, isShort ? BEFORE : ALL);
      rmSync(ballast);
      const after = await missingAfterAll(keeper, directory, { initialEpoch: BEFORE, epochs: ALL });
      rmSync(directory, { recursive: true });
      const isRight = error === undefined || (isClear(error) && error.includes('ENOSPC'));
      yield {
        isError: isShort,
        faults: [
          ...(isRight ? [] : [`it says: ${error}`]),
          ...unharmed,
          ...after.map((fault) => `with more room: ${fault}`),
        ],
      };
    }
  }
}

/** Leaves room for so many blocks on the disk of a directory. @param {string} directory @param {number} room */
function fill(directory, room) {
  const ballast = join(directory, 'ballast');
  const { bavail, bsize } = statfsSync(directory);
  writeFileSync(ballast, new Uint8Array(Math.max(0, bavail - room) * bsize));
  return ballast;
}
