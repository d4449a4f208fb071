// @ts-check
import { execFile } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Outcome
 * @property {boolean} ok whether the program exited with 0
 * @property {string} stdout
 * @property {string} output what it printed, errors included
 */

/**
 * Runs a program to its end. A failure is an outcome, not an exception.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<Outcome>}
 */
export function run(program, args, cwd) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '1' };
  const options = { cwd, env, timeout: 5 * 60_000, killSignal: /** @type {const} */ ('SIGKILL') };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, output: stripVTControlCharacters(`${stdout}${stderr}`) });
    });
  });
}

/** The same, for what must succeed. @param {Parameters<typeof run>} command @throws {Error} with what was printed */
export async function runOrThrow(...command) {
  const { ok, output, stdout } = await run(...command);
  if (!ok) throw new Error(`\`${[command[0], ...command[1]].join(' ')}\` failed.\n${output}`);
  return stdout;
}

/**
 * The results of `work` in the order of `items`, two at a time.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 * @returns {Promise<Result[]>}
 */
export async function inPairs(items, work) {
  /** @type {Result[]} */
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
