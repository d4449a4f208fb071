import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

/** @param {string} path from the root of the repository */
const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const configFile = fileURLToPath(new URL('vitest.config.js', import.meta.url));

/**
 * A small change of a source, and what the tests made of it.
 *
 * @typedef {object} Mutant
 * @property {string} file
 * @property {number} line
 * @property {string} before the lines that the change touches, as one
 * @property {string} after the same lines with the change
 * @property {string} status Stryker's word: `Killed`, `Timeout`, `Survived` or `NoCoverage`
 */

/**
 * Runs a package's tests against every mutant of its sources, in a copy of the package. All that is left is the report
 * in `runs/`.
 *
 * @param {string} name the package's folder
 * @returns {Promise<Mutant[]>}
 * @throws {Error} if the tests fail already before anything is changed
 */
export async function mutantsOf(name) {
  process.chdir(fromRoot(`packages/${name}`));
  passUnchanged(name);
  const results = await new Stryker({
    mutate: ['src/**/*.ts'],
    // Stryker would read the tsconfig files with an interface that TypeScript 7 has not.
    ignorePatterns: ['dist', '.turbo', 'tsconfig*.json'],
    plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
    testRunner: 'vitest',
    vitest: { configFile },
    // Inside the repository, where the copy finds the tools that the root has; git ignores it.
    tempDirName: fromRoot(`runs/mutation/${name}`),
    cleanTempDir: 'always',
    concurrency: 2,
    reporters: ['html'],
    htmlReporter: { fileName: fromRoot(`runs/mutation/${name}.html`) },
    logLevel: /** @type {never} */ ('error'),
  }).runMutationTest();
  return results.map(({ fileName, location, replacement = '', status }) => {
    const { start, end } = location;
    const source = readFileSync(fileName, 'utf8').split('\n');
    const lines = source.slice(start.line - 1, end.line);
    const [first = '', last = ''] = [lines.at(0), lines.at(-1)];
    const after = first.slice(0, start.column - 1) + replacement + last.slice(end.column - 1);
    const file = fileName.slice(fromRoot('packages/').length);
    return { file, line: start.line, before: inOneLine(lines.join(' ')), after: inOneLine(after), status };
  });
}

/**
 * Stryker's own look at this misses a test file that cannot be loaded.
 *
 * @param {string} name
 */
function passUnchanged(name) {
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const args = [vitest, 'run', '--config', configFile, '--reporter', 'dot', '--silent'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the tests of ${name} fail before anything is changed:\n${stdout}`);
}

/** @param {string} code */
function inOneLine(code) {
  return code.trim().replace(/\s+/g, ' ');
}
