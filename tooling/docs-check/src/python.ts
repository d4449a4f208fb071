import { spawnSync } from 'node:child_process';

/** A Python with Keras; `CB_KERAS_PYTHON` names it. */
const python = process.env.CB_KERAS_PYTHON;

/** Whether tests with Python are left out. In CI they may not be. */
export const isPythonMissing: boolean = python === undefined && process.env.CI !== 'true';

/** Runs a program in a folder. @throws Error with what it printed, if it fails */
export function runPython(code: string, cwd: string): void {
  if (python === undefined) throw new Error('CB_KERAS_PYTHON is not set. Set it to a Python with Keras and JAX.');
  const env = { KERAS_BACKEND: 'jax', ...process.env };
  const { error, status, stdout, stderr } = spawnSync(python, ['-B', '-c', code], { cwd, env, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`It exits with ${status} and prints:\n${stdout}\n${stderr}`);
}
