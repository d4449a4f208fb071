import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kerasPython } from './keras-python.js';

// node verify.js --seed N --count M: records new cases of Keras's callbacks, and replays them against ours.

const oracle = dirname(fileURLToPath(import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

try {
  const { seed, count } = parseArgs({
    options: { seed: { type: 'string', default: String(Date.now()) }, count: { type: 'string', default: '400' } },
  }).values;
  if (!/^[1-9]\d*$/.test(count)) throw new Error(`--count is ${count}. Pass a whole number of cases, 1 or more.`);
  verify(seed, count);
} catch (error) {
  console.error(`keras: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}

/**
 * @param {string} seed
 * @param {string} count
 */
function verify(seed, count) {
  const python = kerasPython();
  const traces = mkdtempSync(join(tmpdir(), 'keras-traces-'));
  try {
    console.info(`keras: records ${count} cases of each callback, seed ${seed}.`);
    run(python, ['-B', '-m', 'recorder', '--seed', seed, '--count', count, '--out', traces], oracle);
    const tests = ['keras-traces.test.ts', 'checkpoint/test/template.test.ts'];
    run(process.execPath, [vitest, 'run', '--dir', 'packages', ...tests], join(oracle, '../..'), {
      KERAS_TRACES: traces,
    });
    console.info(`keras: our callbacks did what is expected of them in every case of seed ${seed}.`);
  } finally {
    rmSync(traces, { recursive: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} folder where it runs
 * @param {Record<string, string>} [environment] beside that of this process
 */
function run(program, args, folder, environment) {
  const env = { ...process.env, ...environment };
  const { error, status } = spawnSync(program, args, { cwd: folder, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`\`${args.slice(0, 4).join(' ')}\` failed, as said above.`);
}
