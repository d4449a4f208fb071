import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupAndRestore, loadModel, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { objectStore } from '../src/index.js';
import { freshStore, serverTest, theServer, useServer } from './s3.js';
import { predictions, toyModel, train } from './toy-training.js';

useServer();

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'cb-store-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('fs smoke', async () => {
  const root = folder();
  const store = objectStore('fs', { root });
  const best = new ModelCheckpoint(store.at('runs/7/{epoch:02d}'), { keepLast: 2, saveLast: true });
  const model = toyModel();
  await train(model, 3, [best, new BackupAndRestore(store.at('runs/7/backup'))]);
  console.log(readdirSync(root, { recursive: true }));
  const loaded = await loadModel(store.at(best.lastPath as string));
  expect(predictions(loaded)).toEqual(predictions(model));
});

serverTest('s3 smoke', async () => {
  const { store, root } = freshStore();
  const best = new ModelCheckpoint(store.at('runs/7/{epoch:02d}'), { keepLast: 2, saveLast: true });
  const model = toyModel();
  await train(model, 3, [best, new BackupAndRestore(store.at('runs/7/backup'))]);
  console.log(readdirSync(join(theServer().bucket, root), { recursive: true }));
  const latest = await store.latestCheckpoint('runs/7');
  console.log(latest?.url);
  const loaded = await loadModel(latest as never);
  expect(predictions(loaded)).toEqual(predictions(model));
});
