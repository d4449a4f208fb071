// @ts-check
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** The backend that the suite runs on, as `--backend` takes it. */
export const backend = process.env.CB_BACKEND === 'tensorflow' ? 'tensorflow' : 'wasm';

/** A folder that is empty before the tests of a file, and gone after them: the program's current one. */
export const folder = mkdtempSync(join(tmpdir(), 'demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Runs the program.
 *
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.preload] a file beside this one, which is loaded first
 * @param {Record<string, string>} [options.env] what that file reads
 * @param {(output: string, child: ChildProcess) => void} [options.onOutput]
 */
export function demo(args, { preload, env, onOutput } = {}) {
  const command = [fileURLToPath(new URL('../bin/demo.js', import.meta.url)), ...args];
  if (preload) command.unshift('--require', fileURLToPath(new URL(preload, import.meta.url)));
  return finished(spawn(process.execPath, command, { cwd: folder, env: { ...process.env, ...env } }), onOutput);
}

/**
 * What a program prints until it ends, and how it ends: with an exit code, or by a signal.
 *
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} child
 * @param {(output: string, child: ChildProcess) => void} [onOutput]
 * @returns {Promise<{ stdout: string, stderr: string, exitCode: number | NodeJS.Signals | null }>}
 */
export function finished(child, onOutput) {
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  child.stdout.on('data', (data) => {
    output.stdout += data;
    onOutput?.(output.stdout, child);
  });
  return new Promise((resolve) =>
    child.on('close', (exitCode, signal) => resolve({ ...output, exitCode: exitCode ?? signal })),
  );
}
