import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestCheckpoint, latestCheckpoint, loadModel, loadWeights } from '@cb/checkpoint';
import type { LayersModel } from '@cb-tooling/backend/tf';
import { describe, expect, onTestFinished, test } from 'vitest';
import { recordsIn } from '../src/bytes/event-records.js';
import { dispose, textOfModel } from '../src/bytes/what-a-model-is.js';
import { train } from '../src/saves/toy-training.js';
import { smallModel } from '../src/small-model.js';
import { backupOf, MODELS, statefulCallbacks, WEIGHTS } from '../src/written-by/training.js';

const FIXTURES = fileURLToPath(new URL('fixtures/written-by/', import.meta.url));

/** What a version has written, where it can be gone on from. */
function copyOf(version: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'cb-torture-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(join(FIXTURES, version), directory, { recursive: true });
  return directory;
}

async function stateOf(model: LayersModel) {
  const { weights, remembered } = JSON.parse(await textOfModel(model));
  return { weights, remembered };
}

describe.each(readdirSync(FIXTURES))('what version %s has written can be read:', (version) => {
  const { epochs, lastEpoch, end } = JSON.parse(readFileSync(join(FIXTURES, version, 'expected.json'), 'utf8'));

  test.each(MODELS)('a model that ends in "%s", with its optimizer', async (ending) => {
    const model = await loadModel(join(copyOf(version), `model${ending}`));
    expect(await stateOf(model)).toEqual(lastEpoch);
    dispose(model);
  });

  test.each(['', ...WEIGHTS])('weights that end in "%s"', async (ending) => {
    const model = smallModel();
    await loadWeights(model, join(copyOf(version), `model${ending}`));
    expect((await stateOf(model)).weights).toEqual(lastEpoch.weights);
    dispose(model);
  });

  test('an index, and the checkpoints that it lists', async () => {
    const root = join(copyOf(version), 'listed');
    expect(await latestCheckpoint(root)).toBe(join(root, '03'));
    expect(await bestCheckpoint(root)).toBe(join(root, '03'));
  });

  test('a backup with the state of every callback, and a log that goes on', async () => {
    const directory = copyOf(version);
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(directory);
    const model = smallModel();
    const callbacks = statefulCallbacks();
    const backup = backupOf(callbacks);
    const { initialEpoch } = await backup.restore(model);
    expect(initialEpoch).toBe(epochs);
    expect(await stateOf(model)).toEqual(end);
    await train(model, { initialEpoch, epochs: epochs + 1, callbacks: [...callbacks, backup] });
    const lines = readFileSync(join(directory, 'log.csv'), 'utf8').split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['epoch', '0', '1', '2', '3', '']);
    expect(readdirSync(join(directory, 'listed'))).toEqual(['03', '04', 'checkpoints.json']);
    dispose(model);
  });

  test('event files', () => {
    const logs = join(FIXTURES, version, 'logs');
    const files = (readdirSync(logs, { recursive: true }) as string[]).filter((name) => name.includes('tfevents'));
    expect(files.length).toBe(2);
    for (const file of files) expect(recordsIn(readFileSync(join(logs, file))).length).toBeGreaterThan(2);
  });
});
