import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Callback } from '@cb-tooling/backend/tf';
import { isClear, isFailure, missingAfterAll, missingOf, trainKeeper } from './train-keeper.js';

/** Epochs that are there before, and all with those that are trained while nothing can be written. */
const [BEFORE, ALL] = [2, 5];

/**
 * Makes the disk read-only, as a system does that finds a fault in it: before training, and in each of its epochs.
 *
 * @type {import('./worker.js').Attack}
 */
export async function* readOnly(keeper, directoryOf) {
  for (const throwsErrors of [true, false]) {
    for (let epoch = BEFORE - 1; epoch < ALL; epoch++) {
      const directory = directoryOf();
      const disk = dirname(directory);
      yield { begins: `read-only from epoch ${epoch}, ${throwsErrors ? 'throws' : 'warns'}` };
      await trainKeeper(keeper, directory, { epochs: BEFORE });
      if (epoch < BEFORE) await remount(disk, 'ro');
      const others = [at(epoch, () => remount(disk, 'ro'))];
      const { thrown, said } = await trainKeeper(keeper, directory, {
        ...{ initialEpoch: BEFORE, epochs: ALL, throwsErrors, others },
      });
      const error = thrown ?? said.find(isFailure);
      const unharmed = await missingOf(keeper, directory, BEFORE);
      await remount(disk, 'rw');
      const after = await missingAfterAll(keeper, directory, { initialEpoch: BEFORE, epochs: ALL });
      rmSync(directory, { recursive: true });
      const isRight = error !== undefined && isClear(error) && error.includes('EROFS');
      yield {
        isError: error !== undefined,
        faults: [
          ...(isRight ? [] : [`it says: ${error}`]),
          ...unharmed,
          ...after.map((fault) => `once it can be written: ${fault}`),
        ],
      };
    }
  }
}

/** Waits for what is being written: until then, a disk is busy. @param {string} disk @param {'ro' | 'rw'} how */
async function remount(disk, how) {
  while (spawnSync('mount', ['-o', `remount,${how}`, disk]).status !== 0) await sleep(5);
}

/** Does something as an epoch begins. @param {number} epoch @param {() => Promise<void>} action */
function at(epoch, action) {
  return new (class extends Callback {
    /** @override @param {number} begun */
    async onEpochBegin(begun) {
      if (begun === epoch) await action();
    }
  })();
}
