import { existsSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDirectory } from '@cb/files';
import { describe, expect, test } from 'vitest';
import type { IndexEntry } from '../src/catalog/checkpoint-index.js';
import { readIndex } from '../src/catalog/index-files.js';
import { IndexWriter } from '../src/catalog/index-writer.js';
import { temporaryDirectory } from './temporary-directory.js';

function entry(name: number | string): IndexEntry {
  const savedAt = '2026-01-01T00:00:00.000Z';
  const file = { name: `${name}.keras`, size: 5, sha256: '0'.repeat(64), modified: 1.5 };
  return { path: `${name}.keras`, format: 'keras', epoch: 1, savedAt, metrics: { loss: 1 }, files: [file] };
}

const entries = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));
const adding = (...written: IndexEntry[]) => ({ obsolete: new Set(written.map(({ path }) => path)), written });

/** A directory whose index lists so many. */
async function listing(count: number) {
  const path = temporaryDirectory();
  const root = openDirectory(path);
  const writer = new IndexWriter(root);
  await writer.change([], adding(...entries(1, count)));
  const add = async (to: IndexWriter, ...written: IndexEntry[]) =>
    to.change((await to.read()) ?? [], adding(...written));
  const [index, journal] = [join(path, 'checkpoints.json'), join(path, 'checkpoints.jsonl')];
  return { root, writer, add, index, journal, inode: () => statSync(index).ino };
}

test('an index of few entries is replaced with each change, and has no journal', async () => {
  const { root, writer, add, index, journal, inode } = await listing(98);
  const before = inode();
  await add(writer, entry(99));
  expect(inode()).not.toBe(before);
  expect(existsSync(journal)).toBe(false);
  expect(await readIndex(root)).toEqual(entries(1, 99));
  expect(readFileSync(index, 'utf8').split('\n')).toHaveLength(99 + 3);
});

test('beside many entries a change is a line of the journal, until that is half as large as the index', async () => {
  const { root, writer, add, index, journal, inode } = await listing(100);
  const before = inode();
  await add(writer, entry(101));
  await writer.change((await writer.read()) ?? [], { obsolete: new Set(['1.keras', '5.keras']), written: [entry(5)] });
  expect(inode()).toBe(before);
  expect(
    readFileSync(journal, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { obsolete: ['101.keras'], written: [{ path: '101.keras', epoch: 1, size: 5 }] },
    { obsolete: ['1.keras', '5.keras'], written: [{ path: '5.keras' }] },
  ]);
  const kept = [...entries(2, 4), ...entries(6, 101), entry(5)];
  expect(await writer.read()).toEqual(kept);
  expect(await readIndex(root)).toEqual(kept);
  let lines = 2;
  for (; inode() === before; lines++) {
    expect(statSync(journal).size).toBeLessThanOrEqual(statSync(index).size / 2);
    await add(writer, entry('last'));
  }
  expect(lines).toBeGreaterThan(30);
  expect(await readIndex(root)).toEqual([...kept, entry('last')]);
  expect(readFileSync(journal, 'utf8')).not.toContain('\n');
});

test('the journal goes when few entries are left', async () => {
  const { root, writer, journal } = await listing(150);
  const obsolete = new Set(entries(1, 99).map(({ path }) => path));
  for (let times = 0; existsSync(journal); times++) {
    expect(times).toBeLessThan(20);
    await writer.change((await writer.read()) ?? [], { obsolete, written: [] });
  }
  expect(await readIndex(root)).toEqual(entries(100, 150));
});

test('a writer that is killed while it adds a line loses that line alone, wherever it is cut', async () => {
  const { root, writer, add, journal } = await listing(100);
  await add(writer, entry(101));
  const before = statSync(journal).size;
  await add(writer, entry(102));
  const whole = readFileSync(journal);
  for (let size = before; size < whole.length; size += 7) {
    writeFileSync(journal, whole.subarray(0, size));
    expect(await readIndex(root)).toEqual(entries(1, 101));
    await add(new IndexWriter(root), entry(103));
    expect(await readIndex(root)).toEqual([...entries(1, 101), entry(103)]);
  }
});

test('a line in which a number was changed loses itself alone', async () => {
  const { root, writer, add, journal } = await listing(100);
  await add(writer, entry(101));
  await add(writer, entry(102));
  const text = readFileSync(journal, 'utf8');
  const changed = text.replace('"epoch":1', '"epoch":9');
  expect(changed).not.toBe(text);
  writeFileSync(journal, changed);
  expect(await readIndex(root)).toEqual([...entries(1, 100), entry(102)]);
});

describe('what another writer has done is read', () => {
  test('when it has added a line', async () => {
    const { root, writer, add } = await listing(100);
    const other = new IndexWriter(root);
    for (const [number, one] of [writer, other, other, writer, other, writer].entries())
      await add(one, entry(101 + number));
    expect(await readIndex(root)).toEqual(entries(1, 106));
    expect(await writer.read()).toEqual(entries(1, 106));
  });

  test('when both add a line at once', async () => {
    const { root, writer, add } = await listing(100);
    const other = new IndexWriter(root);
    for (const one of [writer, other]) await one.read();
    await Promise.all([add(writer, entry(101)), add(other, entry(102))]);
    const paths = async (one: Promise<readonly IndexEntry[] | undefined>) =>
      (await one)?.map(({ path }) => path).sort();
    const all = entries(1, 102)
      .map(({ path }) => path)
      .sort();
    expect(await paths(readIndex(root))).toEqual(all);
    expect(await paths(writer.read())).toEqual(all);
  });

  test('when it has written an index of the same size in the same moment', async () => {
    const { root, writer, add, index } = await listing(3);
    utimesSync(index, 1, 1);
    expect(await writer.read()).toEqual(entries(1, 3));
    const other = new IndexWriter(root);
    await other.change([], adding(entry(7), entry(8), entry(9)));
    utimesSync(index, 1, 1);
    await add(writer, entry(10));
    expect(await readIndex(root)).toEqual(entries(7, 10));
  });
});

describe('a journal counts for nothing', () => {
  test('when it is that of another index, as one killed between the two files leaves it', async () => {
    const { root, writer, add, journal } = await listing(100);
    await add(writer, entry(101));
    const former = readFileSync(journal);
    await new IndexWriter(root).change([], adding(...entries(1, 120)));
    writeFileSync(journal, former);
    expect(await readIndex(root)).toEqual(entries(1, 120));
    await add(writer, entry(121));
    expect(await readIndex(root)).toEqual(entries(1, 121));
  });

  test.each<[string, (journal: string) => void]>([
    ['gone', (journal) => rmSync(journal)],
    ['empty', (journal) => truncateSync(journal)],
    ['no journal', (journal) => writeFileSync(journal, '{"written":[{}]}\n[]\nnull')],
  ])('when it is %s', async (_, harm) => {
    const { root, writer, add, journal } = await listing(100);
    await add(writer, entry(101));
    harm(journal);
    expect(await readIndex(root)).toEqual(entries(1, 100));
    await add(writer, entry(102));
    expect(await readIndex(root)).toEqual([...entries(1, 100), entry(102)]);
  });
});

test('a journal that goes before a line is added is made again', async () => {
  const { root, writer, add, journal } = await listing(100);
  await add(writer, entry(101));
  const before = (await writer.read()) ?? [];
  rmSync(journal);
  await writer.change(before, adding(entry(102)));
  expect(await readIndex(root)).toEqual(entries(1, 102));
});

test('a line that names a path outside is passed over', async () => {
  const { root, journal } = await listing(100);
  const outside = JSON.stringify({ obsolete: ['1.keras'], written: [{ ...entry(101), path: '../101.keras' }] });
  writeFileSync(journal, `${readFileSync(journal, 'utf8')}\n${outside}`);
  expect(await readIndex(root)).toEqual(entries(1, 100));
});
