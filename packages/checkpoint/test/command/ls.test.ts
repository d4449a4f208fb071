import '@cb-tooling/backend';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { describe, expect, test } from 'vitest';
import { ModelCheckpoint, type ModelCheckpointOptions } from '../../src/index.js';
import { listedIn, losses, unsealed } from '../checkpoints.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { toyModel, train } from '../toy-model.js';
import { run } from './run.js';

/** A directory with a checkpoint for each loss. */
async function saved(name: string, values: number[], options: ModelCheckpointOptions = {}): Promise<string> {
  const directory = temporaryDirectory();
  await feedEpochs(
    new ModelCheckpoint(join(directory, name), { monitor: 'loss', ...options }),
    toyModel(),
    losses(...values),
  );
  return directory;
}

/** An index whose times are known, and so the whole table; the loss of the last one is NaN. */
function dated(directory: string): void {
  const index = JSON.parse(readFileSync(join(directory, 'checkpoints.json'), 'utf8'));
  for (const [at, entry] of index.checkpoints.entries()) entry.savedAt = `2026-01-02T03:04:0${at}.678Z`;
  index.checkpoints.at(-1).metrics.loss = 'NaN';
  writeFileSync(join(directory, 'checkpoints.json'), JSON.stringify(index));
}

test('lists checkpoints in the order in which they were written, and marks the best', async () => {
  const directory = await saved('{epoch}.h5', [0.25, 1e-5, 12_345_678, 3], { saveTopK: 9 });
  dated(directory);
  const sizes = listedIn(directory).map(({ size }) => `${(size / 1000).toFixed(1)} kB`);
  expect(await run('ls', directory)).toEqual({
    code: 0,
    err: [],
    out: [
      'path  epoch  step       loss    size  format  saved at',
      `1.h5      1     0     0.2500  ${sizes[0]}  h5      2026-01-02T03:04:00Z`,
      `2.h5      2     0  1.0000e-5  ${sizes[1]}  h5      2026-01-02T03:04:01Z  best loss`,
      `3.h5      3     0  1.2346e+7  ${sizes[2]}  h5      2026-01-02T03:04:02Z`,
      `4.h5      4     0        NaN  ${sizes[3]}  h5      2026-01-02T03:04:03Z`,
    ],
  });
});

test('has a column for each metric and for batches, with a dash where there is none', async () => {
  const directory = temporaryDirectory();
  const model = toyModel();
  const within = new ModelCheckpoint(join(directory, 'e{epoch}-b{batch}'), { saveFreq: 1, monitor: 'loss' });
  await train(model, 1, [within]);
  await train(model, 1, [new ModelCheckpoint(join(directory, 'e{epoch}'))]);
  const { out } = await run('ls', directory);
  expect(out.map((line) => line.split(/ {2,}/).slice(0, 8))).toEqual([
    ['path', 'epoch', 'batch', 'step', 'loss', 'mae', 'val_loss', 'val_mae'],
    ['e1-b1', '1', '1', '1', expect.any(String), expect.any(String), '-', '-'],
    ['e1-b2', '1', '2', '2', expect.any(String), expect.any(String), '-', '-'],
    ['e1', '1', '-', '4', expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
  ]);
});

test('marks none when no metric decided', async () => {
  const { out } = await run('ls', await saved('{epoch}', [1, 2], { monitor: 'quality' }));
  expect(out.map((line) => line.includes('best'))).toEqual([false, false, false]);
});

test('--json prints what the index says', async () => {
  const directory = await saved('run-{epoch}/m', [2, Number.NaN]);
  writeFileSync(join(directory, 'run-1/m/notes.txt'), 'no part of it');
  const { code, out, err } = await run('ls', directory, '--json');
  expect([code, err]).toEqual([0, []]);
  expect(JSON.parse(out.join('\n'))).toEqual(listedIn(directory));
});

describe.each(['', '.keras'])('without an index, checkpoints in "%s"', (ending) => {
  test('are listed with what they say of themselves, and their size on the disk', async () => {
    const directory = await saved(`{epoch}${ending}`, [2, 1]);
    const [before, index] = [await run('ls', directory), listedIn(directory)];
    rmSync(join(directory, 'checkpoints.json'));
    expect(await run('ls', directory)).toEqual(before);
    writeFileSync(join(directory, 'checkpoints.json'), '{ damaged');
    expect(await run('ls', directory)).toEqual(before);
    const { out } = await run('ls', directory, '--json');
    expect(JSON.parse(out.join('\n'))).toEqual(index.map((entry) => ({ ...entry, files: [] })));
  });
});

describe('what is no directory of checkpoints is said in one line', () => {
  const refused = (code: number, message: string) => ({ code, out: [], err: [`cb-checkpoint: ${message}`] });
  const REMEDY = 'Pass a directory that holds checkpoints.';

  test('an empty directory', async () => {
    const directory = temporaryDirectory();
    const none = refused(0, `there are no checkpoints of ModelCheckpoint in "${directory}".`);
    expect(await run('ls', directory)).toEqual(none);
    expect(await run('ls', directory, '--json')).toEqual({ code: 0, out: ['[]'], err: [] });
  });

  test('one that is not there, a file, a URL, and one that cannot be read', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'file');
    const loop = join(directory, 'loop');
    writeFileSync(file, '');
    symlinkSync('loop', loop);
    expect(await run('ls', join(directory, 'no'))).toEqual(
      refused(1, `cannot list the directory "${join(directory, 'no')}" (there is none). ${REMEDY}`),
    );
    expect(await run('ls', file)).toEqual(refused(1, `cannot list the directory "${file}" (it is a file). ${REMEDY}`));
    expect(await run('ls', 's3://bucket')).toEqual(
      refused(1, 'cannot open "s3://bucket". Pass a path or a file:/// URL.'),
    );
    expect(await run('ls', loop)).toEqual(
      refused(
        1,
        `cannot list the directory "${loop}" (ELOOP: too many symbolic links encountered, scandir '${loop}'). ${REMEDY}`,
      ),
    );
  });

  test('a checkpoint itself', async () => {
    const path = join(await saved('{epoch}', [1]), '1');
    expect(await run('ls', path)).toEqual(
      refused(1, `"${path}" is one model. Pass the directory that holds it, or verify it.`),
    );
  });
});

test('does not read files of others, however large', async () => {
  const directory = await saved('{epoch}.h5', [1]);
  const before = await run('ls', directory);
  for (const name of ['data.h5', 'more.safetensors', 'm.keras']) {
    writeFileSync(join(directory, name), '');
    truncateSync(join(directory, name), 8e9);
  }
  mkdirSync(join(directory, 'folder.h5'));
  const begin = performance.now();
  expect(await run('ls', directory)).toEqual(before);
  expect(performance.now() - begin).toBeLessThan(1000);
  expect(statSync(join(directory, 'data.h5')).size).toBe(8e9);
});

test('names from an index cannot steer the terminal', async () => {
  const directory = await saved('{epoch}', [1]);
  const text = unsealed(join(directory, 'checkpoints.json'));
  writeFileSync(join(directory, 'checkpoints.json'), text.replaceAll('"loss"', '"\\u001b[2J\\n\\u202eloss"'));
  const { out } = await run('ls', directory);
  expect(out).toHaveLength(2);
  expect(out[0]).toContain('  \\u{1b}[2J\\u{a}\\u{202e}loss  ');
});
