import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inLanes } from '../lanes.js';
import { runAttack } from '../run-attack.js';
import { inDirectory } from '../temporary-directory.js';
import { KEEPERS } from './keepers.js';

const SOURCE = fileURLToPath(new URL('faults.c', import.meta.url));
const SCRIPT = fileURLToPath(new URL('worker.js', import.meta.url));

/** In milliseconds: how long one training may take on a computer that is busy. */
const LONGEST = 180_000;

/**
 * Makes calls of the system fail below a training, through a library that is loaded before that of C.
 *
 * @param {{ short: boolean }} options whether every ninth call is enough
 * @param {import('../tally.js').Tally} tally
 */
export async function failSystemCalls({ short }, tally) {
  if (process.platform !== 'linux' || spawnSync('cc', ['--version']).status !== 0) {
    tally.skipped = 'it needs Linux, and a compiler of C that is called cc';
    return;
  }
  let errors = 0;
  tally.steps.all = KEEPERS.length;
  await inDirectory(async (root) => {
    const shim = join(root, 'faults.so');
    const flags = ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-o', shim, SOURCE, '-ldl', '-lpthread'];
    execFileSync('cc', flags, { stdio: ['ignore', 'ignore', 'inherit'] });
    await inLanes(KEEPERS.keys(), { short }, async (keeper) => {
      const directory = join(root, String(keeper));
      mkdirSync(directory);
      const job = { directory, keeper, every: short ? 9 : 1, delays: short ? [200] : [200, 2000] };
      const env = { ...process.env, LD_PRELOAD: shim, CB_FAULT: '' };
      const options = { env, longestMs: LONGEST };
      const more = await runAttack(String(KEEPERS[keeper]?.name), [SCRIPT, JSON.stringify(job)], options, tally);
      errors += more;
      tally.steps.done++;
    });
  });
  tally.remarks.push(`${errors} ended in an error of the callback, the others did not matter to it`);
}
