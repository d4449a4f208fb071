import '@cb-tooling/backend';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { memory } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { loadModel, ModelCheckpoint } from '../src/index.js';
import { snapshotModel } from '../src/model/model-snapshot.js';
import { checkpointsIn, listedIn, losses } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel, train } from './toy-model.js';

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a save that fails', () => {
  test('ends training with its error, and the best is the one that is on the disk', async () => {
    const directory = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(directory, '{loss:.0f}'), { monitor: 'loss', saveBestOnly: true });
    writeFileSync(join(directory, '2'), 'in the way');
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2, 1))).rejects.toThrow(
      `ModelCheckpoint: cannot save to "${join(directory, '2')}" (${join(directory, '2')} is a file, and should be a ` +
        'directory). What was saved there before is unharmed. Pass another path.',
    );
    expect([checkpoint.best, checkpoint.bestPath, checkpoint.lastPath]).toEqual([
      3,
      join(directory, '3'),
      join(directory, '3'),
    ]);
    rmSync(join(directory, '2'));
    await feedEpochs(checkpoint, toyModel(), losses(2.4));
    expect(checkpoint.best).toBeCloseTo(2.4, 6);
  });

  test("is a warning with onError: 'warn', training goes on, and the best is the one that is on the disk", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, '2');
    writeFileSync(path, 'in the way');
    const options = { monitor: 'loss', saveBestOnly: true, onError: 'warn' } as const;
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), options);
    await feedEpochs(checkpoint, toyModel(), losses(3, 1, 2));
    expect(warn.mock.calls).toEqual([
      [
        `ModelCheckpoint: cannot save to "${path}" (${path} is a file, and should be a directory). What was saved ` +
          'there before is unharmed. Pass another path.',
      ],
    ]);
    expect(checkpointsIn(directory)).toEqual(['1', '3']);
    expect([checkpoint.best, checkpoint.bestPath]).toEqual([2, join(directory, '3')]);
  });

  test('leaves no tensor where a layer cannot be described', async () => {
    const model = toyModel();
    await train(model, 1);
    class Nameless extends layers.Layer {
      static className = 'Nameless';

      override getConfig(): never {
        throw new Error('it has no config');
      }
    }
    model.layers.push(new Nameless());
    const before = memory().numTensors;
    await expect(snapshotModel(model)).rejects.toThrow('it has no config');
    expect(memory().numTensors).toBe(before);
  });

  test('does not keep what has another name from being written', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '2'), 'in the way');
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'), { onError: 'warn', saveLast: true });
    await feedEpochs(checkpoint, toyModel(), losses(3, 1));
    expect(listedIn(directory).map(({ path, epoch }) => [path, epoch])).toEqual([
      ['1', 1],
      ['last', 2],
    ]);
    expect(warn.mock.calls).toHaveLength(1);
  });

  test.each(['', '.keras'])('behind the rename says that the checkpoint %s is there', async (ending) => {
    const directory = temporaryDirectory();
    const path = join(directory, `best${ending}`);
    await feedEpochs(new ModelCheckpoint(path), toyModel(), losses(1));
    let renamed = false;
    const { open, rename } = files;
    vi.spyOn(files, 'rename').mockImplementation(async (from, to) => {
      await rename(from, to);
      renamed = renamed || /model\.json$|\.keras$/.test(String(to));
    });
    vi.spyOn(files, 'open').mockImplementation(async (file, ...more) => {
      if (renamed) throw Object.assign(new Error(`EIO: i/o error, open '${file}'`), { code: 'EIO' });
      return open(file, ...more);
    });
    syncBuiltinESMExports();
    const saved = feedEpochs(new ModelCheckpoint(path), toyModel(), losses(2));
    await expect(saved).rejects.toThrow(
      /^ModelCheckpoint: cannot save to ".*" \(EIO: .*\)\. The new checkpoint is there, but a power cut could undo it\. Mend that, or pass another path\.$/,
    );
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    await loadModel(path);
  });

  test('leaves nothing behind, not even an index', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, '1'), 'in the way');
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'));
    await expect(feedEpochs(checkpoint, toyModel(), losses(3))).rejects.toThrow('cannot save to');
    expect(readdirSync(directory)).toEqual(['1']);
  });

  test('says what is wrong with the checkpoint, not with its index, when the directory of both is gone', async () => {
    const directory = join(temporaryDirectory(), 'all');
    const path = join(directory, '2');
    const checkpoint = new ModelCheckpoint(join(directory, '{epoch}'));
    const train = (epoch: number) => {
      if (epoch === 0) return;
      rmSync(directory, { recursive: true });
      writeFileSync(directory, 'in the way');
    };
    await expect(feedEpochs(checkpoint, toyModel(), losses(3, 2), { train })).rejects.toThrow(
      `ModelCheckpoint: cannot save to "${path}" (${directory} is a file, and should be a directory). What was ` +
        'saved there before is unharmed. Pass another path.',
    );
  });

  test('keeps no tensor', async () => {
    const directory = temporaryDirectory();
    const model = toyModel();
    writeFileSync(join(directory, 'model'), 'in the way');
    await expect(train(model, 1, [new ModelCheckpoint(join(directory, 'model'))])).rejects.toThrow('cannot save to');
    const before = memory().numTensors;
    const checkpoint = new ModelCheckpoint(join(directory, 'model'));
    checkpoint.setModel(model);
    await expect(checkpoint.onEpochEnd(0, {})).rejects.toThrow('cannot save to');
    expect(memory().numTensors).toBe(before);
  });
});
