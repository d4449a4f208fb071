import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPackage } from './packages.js';
import { rules } from './rules/index.js';

/** A good package to spoil: what `pnpm new-callback` copies. */
const template = fileURLToPath(new URL('../new-callback/template', import.meta.url));
const SOURCE = 'src/my-callback.ts';
const TEST = 'test/my-callback.test.ts';

let folder = '';

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'repo-check-')), 'my-callback');
  cpSync(template, folder, { recursive: true });
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

/** The rules that the package breaks, with what they say. */
function broken(): Record<string, string[]> {
  const subject = readPackage(folder);
  const found = rules.map(({ name, faults }) => [name, faults(subject)] as const);
  return Object.fromEntries(found.filter(([, faults]) => faults.length > 0));
}

function replace(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

const add = (file: string, text: string) => appendFileSync(join(folder, file), text);

/** Rule, what spoils the package, what the rule says then. */
const SPOILED: [rule: string, spoil: () => void, ...faults: string[]][] = [
  [
    'its manifest says what all of them say',
    () => replace('package.json', '"access": "public"', '"access": "public", "provenance": true'),
    '`publishConfig` is not {"access":"public"}',
  ],
  [
    'its manifest says what all of them say',
    () => replace('package.json', '"type": "module"', '"type": "commonjs"'),
    '`type` is not "module"',
  ],
  [
    'it is found by what it does',
    () => replace('package.json', /"tfjs-callback",\s*/, ''),
    '`keywords` lacks "tfjs-callback"',
  ],
  [
    'it is found by what it does',
    () => replace('package.json', /"description": ".*"/, '"description": "A callback."'),
    '`description` is no sentence without a full stop',
  ],
  [
    'it is ESM that require() can load too',
    () => replace('package.json', '"default": "./dist', '"import": "./dist'),
    '`exports` has "." otherwise than with "types" and "default" alone',
  ],
  [
    'it has the scripts that turbo runs',
    () => replace('package.json', '"vitest run', '"node --test'),
    'script `test` does not begin with `vitest run`',
  ],
  [
    'it leaves TensorFlow.js to the application',
    () =>
      replace('package.json', '"@cb/core": "workspace:^"', '"@cb/core": "workspace:^", "@tensorflow/tfjs": "4.22.0"'),
    '@tensorflow/tfjs is a dependency',
  ],
  [
    'it leaves TensorFlow.js to the application',
    () =>
      replace(
        'package.json',
        '"@tensorflow/tfjs-core": "^4.22.0"',
        '"@tensorflow/tfjs-core": "^4.22.0", "redis": "^5.0.0"',
      ),
    'its peers are not @tensorflow/tfjs-core,@tensorflow/tfjs-layers',
  ],
  [
    'it depends on core and files, never on a sibling callback',
    () =>
      replace(
        'package.json',
        '"@cb/core": "workspace:^"',
        '"@cb/core": "workspace:*", "@cb/checkpoint": "workspace:^"',
      ),
    'it depends on @cb/core as workspace:*',
    'it depends on @cb/checkpoint as workspace:^',
  ],
  [
    'it takes TensorFlow.js for its tests from the catalog',
    () => replace('package.json', '"@tensorflow/tfjs-core": "catalog:"', '"@tensorflow/tfjs-core": "4.20.0"'),
    'it develops with @tensorflow/tfjs-core 4.20.0',
  ],
  [
    'its folder holds nothing but sources, tests and what npm asks for',
    () => add('vitest.config.js', ''),
    'it has vitest.config.js',
  ],
  [
    'its entry re-exports, by name, and does nothing else',
    () => add('src/index.ts', 'console.info();\n'),
    'index.ts has `console.info();`',
  ],
  [
    'its files are named in kebab-case and are short',
    () => add('src/myHelper.ts', '\n'.repeat(300)),
    'myHelper.ts is not in kebab-case',
    'myHelper.ts has more than 300 lines: give it one reason to change',
  ],
  [
    'its sources import what its manifest names',
    () => add('src/helper.ts', "import '@tensorflow/tfjs-node';\n"),
    'helper.ts imports @tensorflow/tfjs-node',
  ],
  ['it has no default export', () => add('src/helper.ts', 'export default 1;\n'), 'helper.ts:1 exports a default'],
  [
    'it prints through console.info and console.warn alone',
    () => add('src/helper.ts', '\nconsole.log(1);\n'),
    'helper.ts:2 prints otherwise',
  ],
  [
    'it mirrors the version of Keras that the recordings are of',
    () =>
      replace(
        SOURCE,
        ' * @throws RangeError',
        ' * @see keras/src/callbacks/callback.py in Keras 3.1.0\n * @throws RangeError',
      ),
    'my-callback.ts:16 names another one',
  ],
  [
    'each of its options is explained, with its default',
    () => replace(SOURCE, '   * @defaultValue `0`\n', ''),
    'my-callback.ts: `verbose` lacks its meaning or its default',
  ],
  [
    'its tests hold its callbacks to the contract',
    () => replace(TEST, 'callbackContract((', 'rulesOf(('),
    'no test calls callbackContract',
  ],
  [
    'its tests run the examples of its README',
    () => replace(TEST, 'readmeExamples(import.meta.url)', '[]'),
    'no test calls readmeExamples',
  ],
  [
    'its tests say what it exports',
    () => replace(TEST, 'Object.keys(entry)', '[]'),
    'no test compares Object.keys(entry) of src/index.js',
  ],
  [
    'its README has at most 80 lines beside its tables',
    () => replace('README.md', '\nApache-2.0\n', `${'\n'.repeat(80)}\nApache-2.0\n`),
    'it has 112',
  ],
  [
    'its README has the parts that readers look for',
    () => replace('README.md', '## Differences from Keras', '## Differences'),
    'it lacks "## Differences from Keras"',
  ],
  [
    'its README has a row for each option of the callback, and names every other option',
    () =>
      replace(
        SOURCE,
        '  verbose?',
        '  /** How often. @defaultValue `1` */\n  every?: number;\n  /** @defaultValue `0` */\n  verbose?',
      ),
    '`every` of MyCallback is not in it',
  ],
];

test('the template keeps every rule', () => {
  expect(broken()).toEqual({});
});

test.each(SPOILED)('"%s" is a rule that can be broken', (rule, spoil, ...faults) => {
  spoil();
  expect(broken()).toEqual({ [rule]: faults });
});

test('each rule is shown to fail', () => {
  expect(new Set(SPOILED.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
});
