import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/documents.js';
import { runTimeDependencies } from '../src/run-time-dependencies.js';
import { tableOf } from '../src/tables.js';

const document = readFileSync(`${root}docs/dependencies.md`, 'utf8');
const rows = tableOf(document);
const all = runTimeDependencies();
const packages = Object.keys(parse(readFileSync(`${root}pnpm-lock.yaml`, 'utf8')).packages);

test('docs/dependencies.md has a row for all that our packages bring along, and for nothing else', () => {
  expect(rows.map(([name]) => name)).toEqual(all.map(({ name }) => `\`${name}\``));
});

describe.each(all)('the row of $name', ({ name, of, license, size, dependencies, installScripts }) => {
  const [, ofThere, sizeThere = '', licenseThere, dependenciesThere, why] =
    rows.find(([one]) => one === `\`${name}\``) ?? [];

  test('says who asks for it, under which licence, and what it brings along', () => {
    expect(ofThere).toBe(of.join(', '));
    expect(licenseThere).toBe(license);
    expect(dependenciesThere).toBe(dependencies.map((one) => `\`${one}\``).join(', ') || '–');
  });

  test('says, within a tenth, how large it is', () => {
    const stated = Number(sizeThere.replace(' kB', '').replace(',', ''));
    expect(Math.abs(stated - size / 1000), `${sizeThere}, and ${Math.round(size / 1000)} kB`).toBeLessThan(
      size / 10_000 + 1,
    );
  });

  test('says why', () => {
    expect(why).toMatch(/\w{3}/);
  });

  test('is in the lockfile, and runs no script where it is installed', () => {
    expect(packages.some((one) => one.startsWith(`${name}@`))).toBe(true);
    expect(installScripts).toEqual([]);
  });
});

/** That of `h5wasm` is those of NIST and of HDF5. */
const LICENSES = ['(Apache-2.0 AND BSD-3-Clause)', 'Apache-2.0', 'ISC', 'MIT', 'SEE LICENSE IN LICENSE.txt'];

test('all licences let anybody use it in anything', () => {
  expect(all.filter(({ license }) => !LICENSES.includes(license))).toEqual([]);
});
