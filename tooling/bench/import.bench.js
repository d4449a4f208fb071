// @ts-check
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { contest } from './src/contest.js';
import { only } from './src/measure.js';
import { publish } from './src/publish.js';
import { peersPython } from './src/python.js';

const [ALL, OF_TFJS, OF_KERAS] = ['all of @cb', 'tfjs-core and tfjs-layers', 'keras on TensorFlow'];
const TFJS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
const packages = new URL('../../packages/', import.meta.url);
const ours = readdirSync(packages).map((name) => [`@cb/${name}`, new URL(`${name}/dist/index.js`, packages).href]);
const entries = [
  ...ours.map(([name, url]) => [name, TFJS, [url]]),
  ['@cb/tensorboard/writer', [], [new URL('tensorboard/dist/writer.js', packages).href]],
  [ALL, TFJS, ours.map(([, url]) => url)],
  [OF_TFJS, [], TFJS],
];
/** @type {string[]} */
const remarks = [];
const python = pythonOrNothing();

const rows = await contest(
  {
    ...Object.fromEntries(entries.map(([name, before, what]) => [String(name), async () => importTime(before, what)])),
    [OF_KERAS]: async () => (python === undefined ? undefined : kerasImportTime(python)),
  },
  { rounds: 7 },
);
publish({
  name: 'import',
  work:
    'What importing a package takes in a process of its own that has imported TensorFlow.js before; the writer alone needs ' +
    'none. TensorFlow.js itself, and in Python Keras with TensorFlow, are there for comparison.',
  measures: [
    { name: 'import', unit: 'ms', better: 'less', rows: rows.filter(({ who }) => who.startsWith('@cb/')) },
    { name: 'import of all', unit: 'ms', better: 'less', ours: ALL, rows: only(rows, ALL, OF_TFJS, OF_KERAS) },
  ],
  remarks,
});

/**
 * @param {unknown} before what is imported before
 * @param {unknown} what is imported and timed
 */
function importTime(before, what) {
  const program = `
    for (const name of ${JSON.stringify(before)}) await import(name);
    const begin = performance.now();
    for (const name of ${JSON.stringify(what)}) await import(name);
    console.info(performance.now() - begin);`;
  return printedBy(process.execPath, ['--input-type=module', '--eval', program]);
}

/** @param {string} program */
function kerasImportTime(program) {
  const script = 'import time; begin = time.perf_counter(); import keras; print(1000 * (time.perf_counter() - begin))';
  return printedBy(program, ['-c', script]);
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function printedBy(program, args) {
  const env = { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' };
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: import.meta.dirname, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`An import failed: ${stderr}`);
  return Number(stdout);
}

function pythonOrNothing() {
  try {
    return peersPython();
  } catch (error) {
    remarks.push(`Without Keras, because it cannot be had here: ${/** @type {Error} */ (error).message}`);
    return undefined;
  }
}
