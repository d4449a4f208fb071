// node record.js [SEED [STUDIES]]: has Optuna's pruners decide about random reports, for the tests of @cb/sweep.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { optunaPython } from './optuna-python.js';

const FIXTURE = new URL('../../packages/sweep/test/fixtures/optuna.json', import.meta.url);
const RECORDER = new URL('recorder/record_pruners.py', import.meta.url).pathname;

const [seed = '10', studies = '40'] = process.argv.slice(2);
const options = { encoding: /** @type {const} */ ('utf8'), maxBuffer: 2 ** 28 };
const recorded = execFileSync(optunaPython(), ['-W', 'ignore', RECORDER, seed, studies], options);
writeFileSync(FIXTURE, recorded);
