import '@cb-tooling/backend';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { loadModel, loadWeights, ModelCheckpoint } from '../src/index.js';
import { checkpointsIn, damage, listedIn, losses, weightsFile } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  expect(warn.mock.calls).toEqual([]);
  vi.restoreAllMocks();
});

const topTwo = (directory: string, name = '{epoch}') =>
  new ModelCheckpoint(join(directory, name), { monitor: 'loss', saveTopK: 2 });
const lastTwo = (directory: string, name = '{epoch}') => new ModelCheckpoint(join(directory, name), { keepLast: 2 });

describe('saveTopK', () => {
  test('keeps the best on the disk and in the index, of equal ones the earlier, and never NaN', async () => {
    const directory = temporaryDirectory();
    const checkpoint = topTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2, 2, Number.NaN, 4));
    expect(checkpointsIn(directory)).toEqual(['2', '3']);
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['2', '3']);
    expect(readdirSync(directory).sort()).toEqual(['2', '3', 'checkpoints.json']);
    expect([checkpoint.best, checkpoint.bestPath, checkpoint.lastPath]).toEqual([
      1,
      join(directory, '2'),
      join(directory, '3'),
    ]);
  });

  test('goes on over fits, under names with a version where one is kept', async () => {
    const directory = temporaryDirectory();
    const checkpoint = topTwo(directory, 'm-{epoch:02d}');
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    await feedEpochs(checkpoint, toyModel(), losses(1));
    expect(checkpointsIn(directory)).toEqual(['m-01-v1', 'm-02']);
    await feedEpochs(checkpoint, toyModel(), losses(5, 1.5));
    expect(checkpointsIn(directory)).toEqual(['m-01-v1', 'm-02-v1']);
    expect(checkpoint.lastPath).toBe(join(directory, 'm-02-v1'));
  });
});

describe('keepLast', () => {
  test('keeps the newest, also of a real fit', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    await train(model, 4, [lastTwo(directory)]);
    expect(checkpointsIn(directory)).toEqual(['3', '4']);
    expect(predictions(await loadModel(join(directory, '4')))).toEqual(predictions(model));
  });

  test('keeps the newest of the best with saveBestOnly', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), {
      monitor: 'loss',
      saveBestOnly: true,
      keepLast: 1,
    });
    await feedEpochs(checkpoint, toyModel(), losses(3, 4, 2, 5));
    expect(checkpointsIn(directory)).toEqual(['3']);
  });

  test('removes the directories of a name that are empty then', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(lastTwo(directory, 'run/{epoch}/model'), toyModel(), losses(3, 2, 1));
    expect(readdirSync(join(directory, 'run')).sort()).toEqual(['2', '3', 'checkpoints.json']);
  });

  test('goes on in another instance that got the state', async () => {
    const directory = temporaryDirectory();
    const first = lastTwo(directory);
    await feedEpochs(first, toyModel(), losses(3, 2));
    const second = lastTwo(directory);
    second.setState(JSON.parse(JSON.stringify(first.getState())));
    await feedEpochs(second, toyModel(), losses(1), { initialEpoch: 2 });
    expect(checkpointsIn(directory)).toEqual(['2', '3']);
  });
});

describe('never removed is', () => {
  test('a checkpoint, before the one that displaces it is written', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { keepLast: 1, onError: 'throw' });
    writeFileSync(join(directory, '2'), 'in the way');
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2))).rejects.toThrow('cannot save to');
    expect(checkpointsIn(directory)).toEqual(['1']);
    expect(checkpoint.lastPath).toBe(join(directory, '1'));
    rmSync(join(directory, '2'));
    await feedEpochs(checkpoint, toyModel(), losses(2), { initialEpoch: 1 });
    expect(checkpointsIn(directory)).toEqual(['2']);
  });

  test("a file of the user's, and the directory that it is in", async () => {
    const directory = temporaryDirectory();
    const checkpoint = lastTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    writeFileSync(join(directory, '1', 'notes.txt'), 'mine');
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
    expect(readdirSync(join(directory, '1'))).toEqual(['notes.txt']);
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['2', '3']);
  });

  test.each([
    ['description', (path: string) => join(path, 'model.json')],
    ['weights', weightsFile],
  ])('a checkpoint whose %s changed since', async (_, fileOf) => {
    const directory = temporaryDirectory();
    const checkpoint = lastTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    damage(fileOf(join(directory, '1')));
    const before = readdirSync(join(directory, '1'));
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
    expect(readdirSync(join(directory, '1'))).toEqual(before);
  });

  test('a checkpoint that somebody else saved in the place of ours', async () => {
    const directory = temporaryDirectory();
    const checkpoint = lastTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    const foreign = join(temporaryDirectory(), '{epoch}');
    await feedEpochs(new ModelCheckpoint(foreign), toyModel(), losses(9));
    rmSync(join(directory, '1'), { recursive: true });
    cpSync(foreign.replace('{epoch}', '1'), join(directory, '1'), { recursive: true });
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
    expect(checkpointsIn(directory)).toEqual(['1', '2', '3']);
  });

  test('a checkpoint without an entry', async () => {
    const directory = temporaryDirectory();
    const checkpoint = lastTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    rmSync(join(directory, 'checkpoints.json'));
    await feedEpochs(checkpoint, toyModel(), losses(1, 0), { initialEpoch: 2 });
    expect(checkpointsIn(directory)).toEqual(['1', '2', '3', '4']);
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 4 });
    expect(checkpointsIn(directory)).toEqual(['1', '2', '4', '5']);
  });

  test('what an index names that was tampered with', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'precious'));
    writeFileSync(join(directory, 'precious', 'model.json'), '{}');
    writeFileSync(join(directory, '1.txt'), 'mine');
    const checkpoint = lastTwo(directory);
    await feedEpochs(checkpoint, toyModel(), losses(3, 2));
    writeFileSync(join(directory, '1', 'mine.txt'), 'mine');
    const index = join(directory, 'checkpoints.json');
    const tampered = JSON.parse(readFileSync(index, 'utf8'));
    tampered.checkpoints[0].files.push({ name: 'mine.txt', size: 4, sha256: '0'.repeat(64) });
    writeFileSync(index, JSON.stringify(tampered));
    await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
    expect(readdirSync(join(directory, '1'))).toContain('mine.txt');
  });

  test('what an earlier instance wrote, or one of another name', async () => {
    const directory = temporaryDirectory();
    await feedEpochs(lastTwo(directory), toyModel(), losses(3, 2));
    await feedEpochs(lastTwo(directory), toyModel(), losses(1, 1, 1), { initialEpoch: 2 });
    expect(checkpointsIn(directory)).toEqual(['1', '2', '4', '5']);
  });

  test.each([
    ['loadModel', 'Model'],
    ['loadWeights', 'Sequential'],
  ])('what was loaded by %s and is trained on, a %s', async (how, className) => {
    const directory = temporaryDirectory();
    const checkpoint = lastTwo(directory);
    await train(toyModel(), 2, [checkpoint]);
    const path = join(directory, '1');
    const model = how === 'loadModel' ? await loadModel(path) : toyModel();
    if (how === 'loadWeights') await loadWeights(model, path);
    expect(model.getClassName()).toBe(className);
    await train(model, 5, [checkpoint], 2);
    expect(checkpointsIn(directory)).toEqual(['1', '4', '5']);
    expect(listedIn(directory).map(({ path }) => path)).toEqual(['1', '4', '5']);
  });

  test('the directory of all checkpoints', async () => {
    const directory = join(temporaryDirectory(), 'all');
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { keepLast: 1 });
    await feedEpochs(checkpoint, toyModel(), losses(1, 2, 3));
    expect(existsSync(directory)).toBe(true);
  });
});

test('what cannot be removed is one warning, and training goes on', async () => {
  const directory = temporaryDirectory();
  const checkpoint = lastTwo(directory);
  await feedEpochs(checkpoint, toyModel(), losses(3, 2));
  const weights = weightsFile(join(directory, '1'));
  rmSync(weights);
  mkdirSync(weights);
  await feedEpochs(checkpoint, toyModel(), losses(1), { initialEpoch: 2 });
  expect(checkpointsIn(directory)).toContain('3');
  warn.mockClear();
});
