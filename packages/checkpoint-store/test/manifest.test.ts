import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { objectStore } from '../src/index.js';
import { ManifestLog } from '../src/manifest/manifest-log.js';
import { Bucket } from '../src/opendal/bucket.js';
import { predictions, toyModel, train } from './toy-training.js';

afterEach(() => vi.restoreAllMocks());

/** A store of files, in which writing under a condition works. */
function fileStore() {
  const root = mkdtempSync(join(tmpdir(), 'cb-store-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const bucket = () => new Bucket('fs', { root }, { retries: 0, timeoutMs: 10_000, singleWriter: false });
  const log = () => new ManifestLog(bucket(), 'checkpoints/');
  return { root, log, bucket, store: objectStore('fs', { root }) };
}

const number = (value: number) => `${String(value).padStart(10, '0')}.json`;
const claim = { host: 'there', process: 1, since: '2026-01-01T00:00:00.000Z' };

/** A change that says who has made it. */
const by = (name: string) => (current: { writers: object; checkpoints: readonly never[] }, attempt: number) => {
  return { ...current, writers: { ...current.writers, [name]: { attempt, ...claim } } } as never;
};

test('each commit has the next number, on top of those of others, and the last ten stay', async () => {
  const { root, log } = fileStore();
  const [one, other] = [log(), log()];
  for (let turn = 0; turn < 7; turn++) {
    await one.commit(by(`one ${turn}`) as never);
    await other.commit(by(`other ${turn}`) as never);
  }
  const { number: top, manifest } = await log().newest();
  expect(top).toBe(14);
  expect(Object.values(manifest.writers).map(({ attempt }) => attempt)).toEqual(
    [...Array(14).keys()].map((n) => n + 1),
  );
  expect(readdirSync(join(root, 'checkpoints')).sort()).toEqual([...Array(10).keys()].map((n) => number(n + 5)));
});

test('many at once lose nothing to each other', async () => {
  const { log } = fileStore();
  await Promise.all([...Array(12).keys()].map((index) => log().commit(by(`${index}`) as never)));
  expect(Object.keys((await log().newest()).manifest.writers)).toHaveLength(12);
});

test('a manifest that is on the disk before it is whole is waited for, and not lost', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { root, log } = fileStore();
  await log().commit(by('first') as never);
  await log().commit(by('second') as never);
  const file = join(root, 'checkpoints', number(2));
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, bytes.length / 2));
  const third = log().commit(by('third') as never);
  await sleep(200);
  writeFileSync(file, bytes);
  expect(Object.keys((await third).manifest.writers)).toEqual(['first', 'second', 'third']);
  expect(warn).not.toHaveBeenCalled();
});

test('one who slept while its number was taken and cleared away begins again on top', async () => {
  const { root, log } = fileStore();
  const [sleeper, others] = [log(), log()];
  await sleeper.commit(by('sleeper') as never);
  for (let turn = 0; turn < 14; turn++) await others.commit(by(`${turn}`) as never);
  expect(readdirSync(join(root, 'checkpoints')).sort().at(0)).toBe(number(6));
  const { number: given, manifest } = await sleeper.commit(by('sleeper again') as never);
  expect(given).toBe(16);
  expect(Object.keys(manifest.writers)).toHaveLength(16);
  expect(readdirSync(join(root, 'checkpoints')).sort().at(0)).toBe(number(7));
});

test('what a change throws ends the attempt with nothing written', async () => {
  const { root, log } = fileStore();
  const failing = log().commit(() => {
    throw new Error('not any more');
  });
  await expect(failing).rejects.toThrow('not any more');
  expect(readdirSync(root)).toEqual([]);
});

test('a manifest that is damaged is passed over with a warning, and the next one gets a number above', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { root, store } = fileStore();
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(store.at('best'))]);
  for (const [index, text] of ['{', '[]', '{"version":1}', '{"version":1,"checkpoints":[{}]}'].entries()) {
    writeFileSync(join(root, 'checkpoints', number(3 + index)), text);
  }
  expect(predictions(await loadModel(store.at('best')))).toEqual(predictions(model));
  const where = (name: string) =>
    `objectStore: passes over "fs://${root.slice(1)}/checkpoints/${name}", which is damaged.`;
  expect(warn.mock.calls).toEqual([6, 5, 4, 3].map((one) => [where(number(one))]));
  await train(toyModel(), 1, [new ModelCheckpoint(store.at('other'))]);
  expect(readdirSync(join(root, 'checkpoints')).sort()).toContain(number(8));
  expect(predictions(await loadModel(store.at('best')))).toEqual(predictions(model));
});

test('a manifest of a later version is an error that says so, and nothing is written', async () => {
  const { root, store } = fileStore();
  mkdirSync(join(root, 'checkpoints'));
  writeFileSync(join(root, 'checkpoints', number(1)), '{"version":2}');
  const fault = '(it was written by a newer version of @cb/checkpoint-store). Install that version.';
  const url = `fs://${root.slice(1)}`;
  await expect(train(toyModel(), 1, [new ModelCheckpoint(store.at('best'))])).rejects.toThrow(
    `ModelCheckpoint: cannot save to "${url}/best" ${fault}`,
  );
  await expect(store.latestCheckpoint('')).rejects.toThrow(`latestCheckpoint: cannot read "${url}" ${fault}`);
  expect(readdirSync(join(root, 'checkpoints'))).toEqual([number(1)]);
});

test('nothing of others is removed, whatever it is called', async () => {
  const { root, store } = fileStore();
  await train(toyModel(), 1, [new ModelCheckpoint(store.at('best'))]);
  const theirs = ['notes.txt', '1/notes.txt', '1/1/notes.txt', '1/1/best/notes.txt', '1/weights.bin', 'x/1/model.json'];
  for (const path of theirs) {
    mkdirSync(join(root, 'checkpoints', path, '..'), { recursive: true });
    writeFileSync(join(root, 'checkpoints', path), '');
  }
  for (let fit = 0; fit < 2; fit++) await train(toyModel(), 2, [new ModelCheckpoint(store.at('best'))]);
  const left = readdirSync(join(root, 'checkpoints'), { recursive: true }) as string[];
  expect(left).toEqual(expect.arrayContaining(theirs));
});
