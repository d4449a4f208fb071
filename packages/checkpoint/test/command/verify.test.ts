import '@cb-tooling/backend';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { describe, expect, test, vi } from 'vitest';
import { main } from '../../src/command/main.js';
import { fileHandler, ModelCheckpoint } from '../../src/index.js';
import { damage, listedIn, losses, weightsFile } from '../checkpoints.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { toyModel, train } from '../toy-model.js';
import { run } from './run.js';

const ENDINGS = ['', '.keras', '.h5', '.weights.h5', '.safetensors'];

/** A directory with a checkpoint for each of two epochs. */
async function saved(name: string, directory = temporaryDirectory()): Promise<string> {
  const saveWeightsOnly = /weights|safetensors/.test(name);
  await feedEpochs(new ModelCheckpoint(join(directory, name), { saveWeightsOnly }), toyModel(), losses(2, 1));
  return directory;
}

describe.each(ENDINGS)('checkpoints in "%s"', (ending) => {
  const OTHER = 'is missing or has other bytes than were written';

  /** The file in which the weights are. */
  const largest = (path: string) => (ending === '' ? weightsFile(path) : path);

  test('are whole by the index, all of them or one alone', async () => {
    const directory = await saved(`run-{epoch}/m${ending}`);
    const [one, two] = [1, 2].map((epoch) => `${directory}/run-${epoch}/m${ending}`) as [string, string];
    const out = [`${one}: ok`, `${two}: ok`];
    expect(await run('verify', directory)).toEqual({ code: 0, out, err: [] });
    expect(await run('verify', `${directory}/`)).toEqual({ code: 0, out, err: [] });
    expect(await run('verify', two, one)).toEqual({ code: 0, out: [...out].reverse(), err: [] });
  });

  test('of which one has lost a bit', async () => {
    const directory = await saved(`{epoch}${ending}`);
    const [one, two] = [1, 2].map((epoch) => `${directory}/${epoch}${ending}`) as [string, string];
    const file = largest(one);
    damage(file);
    const damaged = `${one}: damaged: ${basename(file)} ${OTHER}`;
    expect(await run('verify', directory)).toEqual({ code: 1, out: [damaged, `${two}: ok`], err: [] });
    expect(await run('verify', one)).toEqual({ code: 1, out: [damaged], err: [] });
    expect((await run('verify', two)).code).toBe(0);
  });

  test('of which one is gone, though the index lists it', async () => {
    const directory = await saved(`{epoch}${ending}`);
    const [one, two] = [1, 2].map((epoch) => `${directory}/${epoch}${ending}`) as [string, string];
    const [file] = listedIn(directory)[0]?.files ?? [];
    rmSync(one, { recursive: true });
    const out = [`${two}: ok`, `${one}: damaged: ${file?.name} ${OTHER}`];
    expect(await run('verify', directory)).toEqual({ code: 1, out, err: [] });
  });

  test('without an index are whole by what they say of themselves', async () => {
    const directory = await saved(`{epoch}${ending}`);
    rmSync(join(directory, 'checkpoints.json'));
    const out = [1, 2].map((epoch) => `${directory}/${epoch}${ending}: ok (by what it says of itself)`);
    expect(await run('verify', directory)).toEqual({ code: 0, out, err: [] });
    expect(await run('verify', `${directory}/2${ending}`)).toEqual({ code: 0, out: out.slice(1), err: [] });
  });

  test('that are cut off are damaged, with an index or without', async () => {
    const directory = await saved(`{epoch}${ending}`);
    const path = `${directory}/1${ending}`;
    truncateSync(largest(path), 40);
    const line = [expect.stringMatching(/1[^/]*: damaged: \S/), expect.stringMatching(/2[^/]*: ok/)];
    expect(await run('verify', directory)).toEqual({ code: 1, out: line, err: [] });
    rmSync(join(directory, 'checkpoints.json'));
    const { code, out, err } = await run('verify', directory);
    expect([code, [...out].sort(), err]).toEqual([1, line, []]);
  });
});

test('what is found is printed at once', async () => {
  const directory = await saved('{epoch}.h5');
  const said: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => {
    if (said.push(line) === 1) damage(join(directory, '2.h5'));
  });
  expect(await main(['verify', directory])).toBe(1);
  log.mockRestore();
  expect(said).toEqual([
    `${directory}/1.h5: ok`,
    `${directory}/2.h5: damaged: 2.h5 is missing or has other bytes than were written`,
  ]);
});

test('an index that is damaged is said, and the checkpoints are compared with what they say of themselves', async () => {
  const directory = await saved('{epoch}');
  const index = join(directory, 'checkpoints.json');
  writeFileSync(index, readFileSync(index, 'utf8').slice(0, -9));
  expect(await run('verify', directory)).toEqual({
    code: 1,
    out: [
      `${directory}/checkpoints.json: damaged: it is no index of checkpoints, or of a newer version`,
      `${directory}/1: ok (by what it says of itself)`,
      `${directory}/2: ok (by what it says of itself)`,
    ],
    err: [],
  });
});

test('a directory that is a model and holds checkpoints is verified as both', async () => {
  const directory = await saved('{epoch}');
  await toyModel().save(fileHandler(directory));
  expect(await run('verify', directory)).toEqual({
    code: 0,
    out: [`${directory}: ok (by what it says of itself)`, `${directory}/1: ok`, `${directory}/2: ok`],
    err: [],
  });
  const alone = join(directory, 'model.json');
  expect(await run('verify', alone)).toEqual({
    code: 0,
    out: [`${alone}: ok (by what it says of itself)`],
    err: [],
  });
});

test('a model that no callback saved is read to the end too', async () => {
  const directory = temporaryDirectory();
  await toyModel().save(fileHandler(join(directory, 'model')));
  expect(await run('verify', directory)).toEqual({
    code: 0,
    out: [`${directory}/model: ok (by what it says of itself)`],
    err: [],
  });
  const file = weightsFile(join(directory, 'model'));
  damage(file);
  expect(await run('verify', join(directory, 'model', 'model.json'))).toEqual({
    code: 1,
    out: [`${directory}/model/model.json: damaged: the bytes of ${basename(file)} have changed`],
    err: [],
  });
});

test('one that was replaced after the index was written counts as what it says of itself', async () => {
  const directory = temporaryDirectory();
  const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { monitor: 'loss' });
  await train(toyModel(), 1, [checkpoint]);
  const index = readFileSync(join(directory, 'checkpoints.json'));
  await train(toyModel(), 1, [checkpoint]);
  // As a process leaves it that is killed between the two.
  writeFileSync(join(directory, 'checkpoints.json'), index);
  const out = [`${directory}/1: ok (by what it says of itself)`];
  expect(await run('verify', directory)).toEqual({ code: 0, out, err: [] });
  expect(await run('verify', `${directory}/1`)).toEqual({ code: 0, out, err: [] });
});

test('a copy of a directory is verified where it is', async () => {
  const copy = temporaryDirectory();
  cpSync(await saved('{epoch}'), copy, { recursive: true });
  expect(await run('verify', copy)).toEqual({ code: 0, out: [`${copy}/1: ok`, `${copy}/2: ok`], err: [] });
});

describe('what leads elsewhere, or cannot be read, is damaged', () => {
  test('links', async () => {
    const directory = await saved('{epoch}.h5');
    const elsewhere = await saved('{epoch}.h5');
    const path = join(directory, '1.h5');
    for (const target of [join(elsewhere, '1.h5'), '1.h5']) {
      rmSync(path);
      symlinkSync(target, path);
      const { code, out, err } = await run('verify', directory);
      expect([code, out[1], err]).toEqual([1, `${directory}/2.h5: ok`, []]);
      expect([
        `1.h5 lies outside the directory`,
        `ELOOP: too many symbolic links encountered, realpath '${path}'`,
      ]).toContain(out[0]?.slice(`${path}: damaged: `.length));
    }
  });

  test('a directory, a file that is none of Keras, and one that is too large', async () => {
    const directory = temporaryDirectory();
    const path = (name: string) => join(directory, name);
    mkdirSync(path('a.h5'));
    writeFileSync(path('b.keras'), 'mine');
    writeFileSync(path('c.safetensors'), '');
    truncateSync(path('c.safetensors'), 8e9);
    expect(await run('verify', directory)).toEqual({
      code: 1,
      out: [
        `${path('a.h5')}: damaged: a.h5 is not a file`,
        `${path('b.keras')}: damaged: it is no .keras file, or is damaged`,
        `${path('c.safetensors')}: damaged: it has 8000000000 bytes, more than the 2147483648 that can be read`,
      ],
      err: [],
    });
  });
});

test('where there is nothing to verify, that is said, and what else was asked for is verified', async () => {
  const [empty, whole] = [temporaryDirectory(), await saved('{epoch}')];
  const none = join(empty, 'none');
  expect((await run('verify', empty, whole)).code).toBe(1);
  expect(await run('verify', none, empty, `${none}.h5`, whole)).toEqual({
    code: 1,
    out: [`${none}.h5: damaged: none.h5 is missing`, `${whole}/1: ok`, `${whole}/2: ok`],
    err: [
      `cb-checkpoint: cannot list the directory "${none}" (there is none). Pass a directory that holds checkpoints.`,
      `cb-checkpoint: there are no checkpoints in "${empty}". Pass a checkpoint, or a directory that holds some.`,
    ],
  });
});
