import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import keras from '../keras-signatures.json' with { type: 'json' };
import { blocksOf } from '../src/blocks.js';
import { root } from '../src/documents.js';
import { isPythonMissing, runPython } from '../src/python.js';
import { pythonPackages } from '../src/repository.js';
import { sectionOf, tableOf } from '../src/tables.js';
import { emptyFolder } from './folder.js';

const page = readFileSync(`${root}docs/coming-from-keras.md`, 'utf8');
const readmes = readdirSync(`${root}packages`).map((folder) => {
  return readFileSync(`${root}packages/${folder}/README.md`, 'utf8');
});

test('the signatures are those of the Keras that our callbacks are compared with', () => {
  expect(keras.keras).toBe(pythonPackages.get('keras'));
  expect(page).toContain(`Keras ${keras.keras}`);
});

describe.each(Object.entries(keras.signatures))('%s', (name, recorded) => {
  const rows = tableOf(sectionOf(page, name));

  test('each argument has a row, with its default', () => {
    expect(rows.map(([argument]) => argument)).toEqual(recorded.map((one) => `\`${one}\``));
  });

  test('what is said to be no different has the same name and default here', () => {
    const same = rows.filter(([, , difference]) => difference === 'none');
    for (const [argument = '', option = ''] of same) {
      const [, key = '', value = ''] = argument.match(/^`(\w+)=(.*)`$/) ?? [];
      expect(option).toBe(`\`${inCamelCase(key)}\``);
      // loadModel's are told in a sentence.
      if (name !== 'load_model') expect(defaultsOf(option, name)).toEqual([inTypeScript(value)]);
    }
  });

  test('what stands here for an argument is an option', () => {
    const options = rows.map(([, option = '']) => option).filter((option) => option.startsWith('`'));
    expect(options.filter((option) => !readmes.some((readme) => readme.includes(option)))).toEqual([]);
  });
});

test('each callback of Keras has a table or a row', () => {
  const rows = tableOf(sectionOf(page, "Keras's other callbacks")).map(([name = '']) => name.replaceAll('`', ''));
  expect([...rows, ...Object.keys(keras.signatures)]).toEqual(expect.arrayContaining(keras.callbacks));
});

test.skipIf(isPythonMissing)('the program in Python runs', () => {
  const program = blocksOf(page).find(({ kind }) => kind === 'python');
  runPython(program?.code ?? 'raise SystemExit("There is none.")', emptyFolder());
});

/** The default of an option in the README that has the callback, or nothing when that has no such option. */
function defaultsOf(option: string, callback: string): (number | string | undefined)[] {
  const readme = readmes.find((one) => one.includes(`new ${callback}(`)) ?? '';
  const own = callback === 'BackupAndRestore' ? sectionOf(readme, callback) : readme;
  const row = tableOf(own).find(([name]) => name === option);
  return row === undefined ? [] : [read(row[1]?.replaceAll('`', ''))];
}

function inCamelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function inTypeScript(python: string): number | string | undefined {
  return read({ True: 'true', False: 'false', None: 'none' }[python] ?? python);
}

/** A default, numbers by their value: Python's `0.0001` is our `1e-4`. */
function read(value: string | undefined): number | string | undefined {
  if (value === undefined || ['', '–', 'none'].includes(value)) return undefined;
  return Number.isNaN(Number(value)) ? value : Number(value);
}
