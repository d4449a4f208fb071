import '@cb-tooling/backend';
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { afterEach, beforeEach, describe, expect, type MockInstance, onTestFinished, test, vi } from 'vitest';
import { type IndexEntry, indexText } from '../src/catalog/checkpoint-index.js';
import {
  bestCheckpoint,
  latestCheckpoint,
  loadModel,
  ModelCheckpoint,
  type ModelCheckpointOptions,
} from '../src/index.js';
import { checkpointsIn, damage, listedIn, losses, sha256, unsealed, weightsFile } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A directory with a checkpoint for each loss, named 1, 2, 3, …. */
async function saved(values: number[], options: ModelCheckpointOptions = {}): Promise<string> {
  const directory = temporaryDirectory();
  await feedEpochs(new ModelCheckpoint(join(directory, '{epoch}'), options), toyModel(), losses(...values));
  return directory;
}

const TOP = { monitor: 'loss', saveTopK: 9 };

describe('checkpoints.json', () => {
  test('says of each checkpoint what it is, and what was written', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, 'run-{epoch}/model'), {
      monitor: 'loss',
      saveBestOnly: true,
    });
    const before = Date.now();
    await train(toyModel(), 2, [checkpoint]);
    const [first, second, ...more] = listedIn(directory);
    expect(more).toEqual([]);
    expect(Object.keys(second as object)).toEqual([
      'path',
      'format',
      'epoch',
      'step',
      'savedAt',
      'monitor',
      'metrics',
      'size',
      'files',
    ]);
    expect([first?.path, second?.path]).toEqual(['run-1/model', 'run-2/model']);
    expect(second).toMatchObject({ format: 'tfjs', epoch: 2, step: 4, monitor: { metric: 'loss', direction: 'min' } });
    expect(Object.keys(second?.metrics ?? {})).toEqual(['val_loss', 'val_mae', 'loss', 'mae']);
    expect(second?.metrics.loss).toBe(checkpoint.best);
    expect(Date.parse(second?.savedAt as string)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(second?.savedAt as string)).toBeLessThanOrEqual(Date.now());
    const path = join(directory, 'run-2', 'model');
    const [weights, json] = second?.files ?? [];
    expect([join(path, weights?.name as string), json?.name]).toEqual([weightsFile(path), 'model.json']);
    for (const file of [weights, json]) expect(file?.sha256).toBe(sha256(join(path, file?.name as string)));
    expect(second?.size).toBe((weights?.size as number) + (json?.size as number));
  });

  test('holds numbers that JSON has not, and has one entry for a name that is written again', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(join(directory, 'm')), toyModel(), losses(1, Number.NaN));
    expect(listedIn(directory)).toHaveLength(1);
    expect(listedIn(directory)[0]).toMatchObject({ path: 'm', epoch: 2, metrics: { loss: 'NaN' } });
    expect(listedIn(directory)[0]).not.toHaveProperty('monitor');
  });

  test('is kept for a name that ends with a separator', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, 'm/'));
    await feedEpochs(checkpoint, toyModel(), losses(1));
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['m']);
    expect(await latestCheckpoint(directory)).toBe(join(directory, 'm'));
  });

  test('loses no entry when two callbacks of a fit write it, both in the background', async () => {
    const directory = temporaryDirectory();
    const make = (name: string) => new ModelCheckpoint(join(directory, `${name}-{epoch}`), { async: true });
    await train(toyModel(), 3, [make('a'), make('b')]);
    const names = ['a-1', 'a-2', 'a-3', 'b-1', 'b-2', 'b-3'];
    expect(
      listedIn(directory)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(names);
    expect(listedIn(directory).every(({ files }) => files.length === 2)).toBe(true);
  });

  test.each([
    ['missing', undefined],
    ['half of one', '{"version": 1, "checkpoints": [{"pa'],
    ['another version', '{"version": 2, "checkpoints": []}'],
    ['no list', '{"version": 1}'],
    ['a list of nothing', '{"version": 1, "checkpoints": [null]}'],
    ['a path that leads out', '{"version": 1, "checkpoints": [{"path": "../x", "format": "tfjs", "files": []}]}'],
  ])('is made anew from the checkpoints when it is %s', async (_, text) => {
    const directory = await saved([3, 1], TOP);
    const before = listedIn(directory);
    const index = join(directory, 'checkpoints.json');
    if (text === undefined) rmSync(index);
    else writeFileSync(index, text);
    expect(await bestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(await latestCheckpoint(directory)).toBe(join(directory, '2'));
    await feedEpochs(new ModelCheckpoint(join(directory, '{epoch}')), toyModel(), losses(7), { initialEpoch: 2 });
    const known = before.map((entry) => ({ ...entry, size: 0, files: [] }));
    expect(listedIn(directory).slice(0, 2)).toEqual(known);
    expect(listedIn(directory)[2]).toMatchObject({ path: '3', files: [{}, {}] });
    expect(warn).not.toHaveBeenCalled();
  });
});

test('a lost index is made again from checkpoints that lie as deep as names go', async () => {
  const directory = temporaryDirectory();
  for (const name of ['a-{epoch}', 'b/deeper-{epoch}'])
    await feedEpochs(new ModelCheckpoint(join(directory, name)), toyModel(), losses(1));
  rmSync(join(directory, 'checkpoints.json'));
  await feedEpochs(new ModelCheckpoint(join(directory, 'c-{epoch}')), toyModel(), losses(1));
  expect(listedIn(directory).map(({ path }) => path)).toEqual(['a-1', 'c-1']);
  rmSync(join(directory, 'checkpoints.json'));
  await feedEpochs(new ModelCheckpoint(join(directory, 'd-{epoch}/model')), toyModel(), losses(1));
  expect(listedIn(directory).map(({ path }) => path)).toEqual(['a-1', 'b/deeper-1', 'c-1', 'd-1/model']);
});

describe('latestCheckpoint', () => {
  test('is the one that was written last, whatever its name, and can be loaded', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    await train(model, 11, [new ModelCheckpoint(join(directory, '{epoch}'))]);
    const latest = await latestCheckpoint(directory);
    expect(latest).toBe(join(directory, '11'));
    expect(predictions(await loadModel(latest as string))).toEqual(predictions(model));
  });

  test('is the one that was written last, although the clock was set back meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-03-01') });
    onTestFinished(() => void vi.useRealTimers());
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'));
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    vi.setSystemTime(Date.parse('2026-03-01'));
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
    expect(await latestCheckpoint(directory)).toBe(join(directory, '3'));
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['1', '2', '3']);
  });

  test('may be one that the index does not know, whose time tells where it belongs', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-01') });
    onTestFinished(() => void vi.useRealTimers());
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'));
    const unlisted = async (epoch: number) => {
      await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: epoch - 1 });
      const rest = listedIn(directory).filter(({ path }) => path !== String(epoch));
      writeFileSync(join(directory, 'checkpoints.json'), JSON.stringify({ version: 1, checkpoints: rest }));
      vi.setSystemTime(Date.now() + 1000);
    };
    await unlisted(1);
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 1 });
    expect(await latestCheckpoint(directory)).toBe(join(directory, '2'));
    await unlisted(3);
    expect(await latestCheckpoint(directory)).toBe(join(directory, '3'));
  });

  test('is nothing in a directory that is empty, missing, a file, or without checkpoints of ours', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'tfjs'));
    writeFileSync(join(directory, 'tfjs', 'model.json'), '{"modelTopology": {}, "weightsManifest": []}');
    for (const below of ['', 'none', 'tfjs', 'tfjs/model.json']) {
      expect(await latestCheckpoint(join(directory, below))).toBeUndefined();
      expect(await bestCheckpoint(join(directory, below), { monitor: 'loss' })).toBeUndefined();
    }
  });

  test.each<[string, boolean, (path: string) => void]>([
    ['changed weights', true, (path) => damage(weightsFile(path))],
    ['changed weights', false, (path) => damage(weightsFile(path))],
    ['short weights', true, (path) => truncateSync(weightsFile(path), 9)],
    ['short weights', false, (path) => truncateSync(weightsFile(path), 9)],
    ['no weights', true, (path) => rmSync(weightsFile(path))],
    ['no weights', false, (path) => rmSync(weightsFile(path))],
    ['a changed description', true, (path) => damage(join(path, 'model.json'))],
    ['half a description', true, (path) => truncateSync(join(path, 'model.json'), 99)],
  ])('passes over %s (with an index: %s), with one warning', async (_, indexed, harm) => {
    const directory = await saved([3, 2, 1], TOP);
    harm(join(directory, '3'));
    if (!indexed) rmSync(join(directory, 'checkpoints.json'));
    expect(await latestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toMatch(
      new RegExp(`^latestCheckpoint: passes over "${join(directory, '3')}", which is damaged: .*\\.$`),
    );
    expect(await bestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(warn).toHaveBeenCalledTimes(2);
  });

  test('says nothing of one that was removed', async () => {
    const directory = await saved([3, 2, 1]);
    rmSync(join(directory, '3'), { recursive: true });
    expect(await latestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(warn).not.toHaveBeenCalled();
  });

  test('names what is damaged', async () => {
    const directory = await saved([3]);
    const weights = weightsFile(join(directory, '1'));
    damage(weights);
    expect(await latestCheckpoint(directory)).toBeUndefined();
    expect(warn.mock.calls).toEqual([
      [
        `latestCheckpoint: passes over "${join(directory, '1')}", which is damaged: ${weights.split('/').at(-1)} is ` +
          'missing or has other bytes than were written.',
      ],
    ]);
  });
});

test.each(['0', 'null', '""', '[]'])('a model that says %s of itself is no checkpoint', async (facts) => {
  const directory = await saved([2, 1], TOP);
  rmSync(join(directory, 'checkpoints.json'));
  const file = join(directory, '2', 'model.json');
  writeFileSync(file, unsealed(file).replace(/"facts":\{.*?\}\}/, `"facts":${facts}`));
  expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, '1'));
  expect(await latestCheckpoint(directory)).toBe(join(directory, '1'));
  expect(warn).not.toHaveBeenCalled();
});

test('an index may name a checkpoint at any length, and steer nothing', async () => {
  const directory = temporaryDirectory();
  const facts = { epoch: 1, savedAt: '2026-01-01T00:00:00.000Z', metrics: {} };
  const entry: IndexEntry = { path: `\u001b[2J${'a'.repeat(10_000)}`, format: 'tfjs', files: [], ...facts };
  writeFileSync(join(directory, 'checkpoints.json'), await indexText([entry]));
  expect(await latestCheckpoint(directory)).toBeUndefined();
  const [message] = warn.mock.calls.flat();
  expect(message.length).toBeLessThan(3000);
  expect(message.startsWith(`latestCheckpoint: passes over "${join(directory, '\\u{1b}[2Jaaa')}`)).toBe(true);
});

describe('bestCheckpoint', () => {
  test('goes by the metric that decided, or by another one', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { monitor: 'acc', saveTopK: 9 });
    const metrics = [
      [0.5, 1],
      [0.9, 3],
      [0.9, 2],
      [Number.NaN, Number.NaN],
    ].map(([acc, loss]) => ({ acc, loss }) as { acc: number; loss: number });
    await feedEpochs([checkpoint, new ModelCheckpoint(join(directory, 'x{epoch}'))], toyModel(), metrics);
    expect(await bestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, '1'));
    expect(await bestCheckpoint(directory, { monitor: 'loss', mode: 'max' })).toBe(join(directory, '2'));
    expect(await bestCheckpoint(directory, { monitor: 'auc' })).toBeUndefined();
  });

  test('without a metric that decided needs one', async () => {
    const directory = await saved([3, 1]);
    const message = `bestCheckpoint: no metric decided about the checkpoints in "${directory}". Pass \`monitor\`, one of loss.`;
    await expect(bestCheckpoint(directory)).rejects.toThrow(new RangeError(message));
    expect(await bestCheckpoint(directory, { monitor: 'loss' })).toBe(join(directory, '2'));
  });

  test('without any metric says what does without', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(join(directory, '{epoch}')), toyModel(), [{}]);
    await expect(bestCheckpoint(directory)).rejects.toThrow(
      `bestCheckpoint: no metric decided about the checkpoints in "${directory}". Use latestCheckpoint().`,
    );
  });

  test.each<[object, string]>([
    [{ monitor: 5 }, 'bestCheckpoint: option `monitor` is 5. Pass a string.'],
    [{ mode: 'up' }, "bestCheckpoint: option `mode` is \"up\". Pass 'auto', 'min', 'max'."],
    [{ metric: 'a' }, 'bestCheckpoint: option `metric` is unknown. Pass one of mode, monitor.'],
    [
      { monitor: 'quality' },
      'bestCheckpoint: option `monitor` is "quality". Whether it should rise or fall is not known from its name. Pass ' +
        "`mode: 'max'` or `mode: 'min'`.",
    ],
  ])('refuses %o', async (options, message) => {
    await expect(bestCheckpoint(await saved([1]), options)).rejects.toThrow(message);
  });

  test.each([undefined, '', 5])('refuses %o as a directory', async (directory) => {
    const shown = directory === '' ? '""' : String(directory);
    const message = (owner: string) => `${owner}: the directory is ${shown}. Pass the path of a directory.`;
    await expect(bestCheckpoint(directory as string)).rejects.toThrow(message('bestCheckpoint'));
    await expect(latestCheckpoint(directory as string)).rejects.toThrow(message('latestCheckpoint'));
  });

  test.each([
    ['', true],
    [', as it was before it noted when files were written', false],
  ])('counts a checkpoint that was replaced with its new metrics, even if the index is old%s', async (_, isDated) => {
    const directory = await saved([1, 2], TOP);
    const other = await saved([9], TOP);
    const index = join(directory, 'checkpoints.json');
    expect(listedIn(directory)[0]?.files.map(({ modified }) => typeof modified)).toEqual(['undefined', 'number']);
    if (!isDated) writeFileSync(index, readFileSync(index, 'utf8').replaceAll(/,"modified":[\d.]+/g, ''));
    rmSync(join(directory, '1'), { recursive: true });
    cpSync(join(other, '1'), join(directory, '1'), { recursive: true });
    expect(listedIn(directory)[0]?.metrics).toEqual({ loss: 1 });
    expect(await bestCheckpoint(directory)).toBe(join(directory, '2'));
    expect(await latestCheckpoint(directory)).toBe(join(directory, '1'));
    expect(checkpointsIn(directory)).toEqual(['1', '2']);
    expect(warn).not.toHaveBeenCalled();
  });
});
