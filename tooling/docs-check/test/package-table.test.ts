import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { root } from '../src/documents.js';
import { manifestOf, rowsOf, sizeOf, withPackageTable } from '../src/package-table.js';

const REMEDY = 'Run `node tooling/docs-check/write-package-table.js` and `npx --yes pnpm fix`.';

const readme = readFileSync(`${root}README.md`, 'utf8');
const rows = rowsOf(readme);

describe('the README', () => {
  test('has at most 80 lines beside its tables', () => {
    expect(readme.split('\n').filter((line) => !line.startsWith('|')).length).toBeLessThanOrEqual(81);
  });

  // A package that is not in the table yet is no fault: its row comes with its first release.
  test.each(rows)(
    'tells the version and, within a tenth, the size of @cb/$folder',
    async ({ folder, version, size }) => {
      expect(existsSync(`${root}packages/${folder}`), REMEDY).toBe(true);
      expect(version, REMEDY).toBe(manifestOf(folder).version);
      const measured = Number.parseFloat(await sizeOf(folder));
      expect(
        Math.abs(Number.parseFloat(size) - measured),
        `${size} measured as ${measured} kB. ${REMEDY}`,
      ).toBeLessThan(measured / 10 + 0.1);
    },
  );
});

describe('the table of packages', () => {
  const [first] = rows;

  test('has a row for each package of before', () => {
    expect(rows.map(({ folder }) => folder)).toEqual(expect.arrayContaining(['core', 'early-stopping', 'checkpoint']));
  });

  test('gets a row for a package that is new, with its description, behind the others', async () => {
    const without = readme.replace(/^\| \[`@cb\/core`.*\n/m, '');
    const { version, description } = manifestOf('core');
    const [added] = rowsOf(await withPackageTable(without))
      .slice(rows.length - 1)
      .filter(({ folder }) => folder === 'core');
    expect(added).toEqual({ folder: 'core', version, size: await sizeOf('core'), what: description });
  });

  test('gets the version and the size again, and keeps order and words', async () => {
    const stale = readme.replace(/(\[`@cb\/early-stopping`\]\S+ *\|) \S+ *\| \S+ kB/, '$1 9.9.9 | 99.9 kB');
    expect(rowsOf(stale)[0]).toEqual({ ...first, version: '9.9.9', size: '99.9 kB' });
    const written = rowsOf(await withPackageTable(stale)).slice(0, rows.length);
    expect(written.map(({ what }) => what)).toEqual(rows.map(({ what }) => what));
    expect(written[0]?.version).toBe(manifestOf('early-stopping').version);
  });

  test('needs a place', async () => {
    await expect(withPackageTable('# Title\n')).rejects.toThrow(
      'The document has no table of packages. Put <!-- packages: written by tooling/docs-check/write-package-table.js, ' +
        'but for the last column -->\nand\n<!-- /packages --> into it.',
    );
  });
});
