import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAttack } from '../run-attack.js';
import { KEEPERS } from '../shim/keepers.js';
import { inDirectory } from '../temporary-directory.js';
import { whyNoDisk, withDisk } from './disks.js';

const SCRIPT = fileURLToPath(new URL('worker.js', import.meta.url));

/** In milliseconds: how long one training may take on a computer that is busy. */
const LONGEST = 60_000;

/** One of the callbacks that save files, and the others. */
const SHORT = /directories|\.keras|^(?!ModelCheckpoint)/;

/** Somebody whom no file belongs to: for root, permissions do not count. */
const NOBODY = 65534;

/**
 * Attacks the places of each callback that writes files: what stands there, what becomes of them, and their disk.
 *
 * @param {{ short: boolean }} options whether of disks that fill up every ninth block is enough, and one format of each kind
 * @param {import('../tally.js').Tally} tally
 */
export async function attackPlaces({ short }, tally) {
  if (process.platform === 'win32') {
    tally.skipped = 'it needs a POSIX system';
    return;
  }
  let errors = 0;
  await inDirectory(async (root) => {
    chmodSync(root, 0o755);
    const user = process.getuid?.() === 0 && canRun(NOBODY) ? NOBODY : undefined;
    if (user === undefined && process.getuid?.() === 0) tally.remarks.push('permissions were not tried: root has all');
    const reason = whyNoDisk(root);
    if (reason !== undefined) tally.remarks.push(`no disk was full or read-only: ${reason}`);
    const run = async (/** @type {import('./worker.js').Job} */ job, /** @type {object} */ how) => {
      mkdirSync(job.directory);
      if (user !== undefined) chownSync(job.directory, user, user);
      const who = `${KEEPERS[job.keeper]?.name}, ${job.attack}`;
      errors += await runAttack(who, [SCRIPT, JSON.stringify(job)], { ...how, longestMs: LONGEST }, tally);
      rmSync(job.directory, { recursive: true, force: true });
    };
    for (const [keeper, { name }] of KEEPERS.entries()) {
      if (short && !SHORT.test(name)) continue;
      for (const attack of /** @type {const} */ (['specialFiles', 'vanishing', 'fullDisk', 'readOnly'])) {
        const needsDisk = attack === 'fullDisk' || attack === 'readOnly';
        if (needsDisk && reason !== undefined) continue;
        const directory = join(root, `${keeper}-${attack}`);
        const how = needsDisk ? { within: withDisk(directory) } : { user };
        await run({ directory, keeper, attack, every: short ? 9 : 1 }, how);
      }
    }
  });
  tally.remarks.push(`${errors} ended in an error of the callback, the others did not matter to it`);
}

/** Whether a user may read what is to be run. @param {number} user */
function canRun(user) {
  const read = `require('node:fs').accessSync(${JSON.stringify(SCRIPT)})`;
  return spawnSync(process.execPath, ['-e', read], { uid: user, gid: user, stdio: 'ignore' }).status === 0;
}
