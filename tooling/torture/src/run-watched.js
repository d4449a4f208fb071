import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Processes that are at work. They end with this one, before the directories that they write to are removed. */
const atWork = /** @type {Set<import('node:child_process').ChildProcess>} */ (new Set());
process.prependListener('exit', () => {
  for (const child of atWork) child.kill('SIGKILL');
});

/**
 * Runs a script in a process of its own, which says in lines of JSON how it gets on, and kills it when it is silent for too
 * long.
 *
 * @param {readonly string[]} args of Node.js: the script, and what comes before and after it
 * @param {object} options
 * @param {NodeJS.ProcessEnv} [options.env] that of this process by default
 * @param {number} options.longestMs how long it may be silent
 * @param {number} [options.longestBeginMs] how long before its first line
 * @param {readonly string[]} [options.within] a command that runs Node.js, which is added to its arguments
 * @param {number} [options.user] the number of the user, and of the group, that runs it; its own by default
 * @param {(said: any, child: import('node:child_process').ChildProcess) => void} onLine gets what a line says, and who says it
 * @returns what came of it; `status` is the signal, or the exit code
 */
export async function runWatched(args, { env, longestMs, longestBeginMs = longestMs, within = [], user }, onLine) {
  const [command, ...rest] = /** @type {[string, ...string[]]} */ ([...within, process.execPath, ...args]);
  const child = spawn(command, rest, {
    ...(env && { env }),
    ...(user !== undefined && { uid: user, gid: user }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atWork.add(child);
  let [stderr, isHung] = ['', false];
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const stop = () => {
    isHung = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(stop, longestBeginMs);
  createInterface(child.stdout).on('line', (line) => {
    clearTimeout(timer);
    timer = setTimeout(stop, longestMs);
    onLine(JSON.parse(line), child);
  });
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  atWork.delete(child);
  return { isHung, status: signal ?? code, stderr };
}
