// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { peersPython } from './python.js';

/**
 * A peer in Python, in a process of its own, which measures itself: it answers each line with one of JSON, and prints
 * `"ready"` first. Where there is no Python for it, it answers nothing, and `remarks` says why.
 *
 * @param {string} script in this folder
 * @param {...(string | number)} args
 */
export async function startPython(script, ...args) {
  let python;
  try {
    python = peersPython();
  } catch (error) {
    const remarks = [
      `Without the peers of PyPI, because they cannot be had here: ${/** @type {Error} */ (error).message}`,
    ];
    return { ask: async () => undefined, stop: () => {}, remarks };
  }
  const child = spawn(python, ['-B', join(import.meta.dirname, script), ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = /** @type {string[]} */ ([]);
  child.stderr.setEncoding('utf8').on('data', (text) => said.push(text));
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async () => {
    const { value } = await answers.next();
    if (value === undefined) throw new Error(`${script} failed: ${said.join('')}`);
    return JSON.parse(value);
  };
  await answer();
  return {
    /** @param {string} command one line */
    async ask(command) {
      child.stdin.write(`${command}\n`);
      return answer();
    },
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
    remarks: /** @type {string[]} */ ([]),
  };
}
