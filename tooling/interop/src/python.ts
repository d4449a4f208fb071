import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../python/', import.meta.url));

/** A Python with Keras; `CB_KERAS_PYTHON` names it. */
export const python = process.env.CB_KERAS_PYTHON;

/** The Kerases to try: Keras 3 is there wherever Python is, that of Keras 2 needs TensorFlow. */
export const kerases: string[] = (process.env.CB_KERASES ?? 'keras').split(',');

/** Why the tests with Python are left out, if they are. In CI they may not be. */
export const whySkipped: string | undefined =
  python === undefined && process.env.CI !== 'true'
    ? 'CB_KERAS_PYTHON is not set: nothing was compared with real Keras. Set it to a Python with requirements.txt.'
    : undefined;

/** A Python with the converter of TensorFlow.js; `CB_CONVERTER_PYTHON` names it. */
export const converterPython = process.env.CB_CONVERTER_PYTHON;

/** @throws Error with what the script said last, if it fails */
export function runPython(script: string, ...args: string[]): string {
  if (python === undefined) throw new Error('CB_KERAS_PYTHON is not set. Set it to a Python with requirements.txt.');
  return runIn(python, script, ...args);
}

/** @throws Error with what the script said last, if it fails */
export function runIn(python: string, script: string, ...args: string[]): string {
  const environment = { KERAS_BACKEND: 'jax', ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const { error, status, stderr } = spawnSync(python, ['-B', `${SCRIPTS}${script}`, ...args], {
    env: environment,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed: ${stderr.slice(-2000)}`);
  return stderr;
}
