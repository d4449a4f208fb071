import { BackupAndRestore, loadModel, ModelCheckpoint } from '@cb/checkpoint';
import { CustomCallback } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { BEGAN_LATER, trainInChild } from './child.js';
import { checkpointKeysBelow, freshStore, proxiedStore, serverTest, theServer, useServer } from './s3.js';
import { predictions, toyModel, train } from './toy-training.js';

useServer();

/** Does something once, when an epoch ends. */
function atEnd(epoch: number, action: () => Promise<unknown>): CustomCallback {
  return new CustomCallback({
    onEpochEnd: async (ended) => {
      if (ended === epoch) await action();
    },
  });
}

serverTest('a training cannot save any more once another has begun to save to the same path', async () => {
  const { root, store } = freshStore();
  const later = toyModel();
  const begin = () => train(later, 2, [new ModelCheckpoint(store.at('runs/{epoch:02d}'))]);
  const zombie = train(toyModel(), 3, [atEnd(1, begin), new ModelCheckpoint(store.at('runs/{epoch:02d}'))]);
  await expect(zombie).rejects.toThrow(BEGAN_LATER);
  await expect(zombie).rejects.toThrow(`ModelCheckpoint: cannot save to "s3://training/${root}/runs/02" (process `);
  expect(predictions(await loadModel(store.at('runs/02')))).toEqual(predictions(later));
  const checkpoint = new ModelCheckpoint(store.at('runs/{epoch:02d}'));
  await train(toyModel(), 1, [checkpoint]);
  expect(checkpointKeysBelow(root).filter((key) => key.endsWith('model.json'))).toEqual([
    'runs/checkpoints/3/2/02/model.json',
    'runs/checkpoints/6/1/01/model.json',
  ]);
});

serverTest('a training that ends late does not remove the backup of the one that took over', async () => {
  const { store } = freshStore();
  const takeOver = async () => {
    const backup = new BackupAndRestore(store.at('backup'), { deleteCheckpoint: false });
    const model = toyModel();
    expect(await backup.restore(model)).toEqual({ initialEpoch: 1 });
    await train(model, 2, [backup], 1);
  };
  const zombie = train(toyModel(), 2, [new BackupAndRestore(store.at('backup')), atEnd(1, takeOver)]);
  await expect(zombie).rejects.toThrow(/^BackupAndRestore: cannot remove the backup in "/);
  await expect(zombie).rejects.toThrow(BEGAN_LATER);
  expect(await new BackupAndRestore(store.at('backup')).restore(toyModel())).toEqual({ initialEpoch: 2 });
});

serverTest(
  'of several processes at one path, the one that begins last ends well, and its checkpoint is there',
  async () => {
    const { root, store } = freshStore();
    const job = { options: { ...theServer().options, root }, epochs: 40, saveTo: 'runs/best' };
    const ended = await Promise.all([1, 2, 3].map(() => trainInChild(job).ended));
    const well = ended.filter(({ result }) => result);
    expect(well.length).toBeGreaterThan(0);
    for (const { error } of ended) if (error !== undefined) expect(error).toMatch(BEGAN_LATER);
    const model = await loadModel((await store.latestCheckpoint('runs')) as never);
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    expect(well.map(({ result }) => result?.weights)).toContainEqual(weights);
  },
);

serverTest('of several processes in one directory, no one loses a checkpoint to another', async () => {
  const { root, store } = freshStore();
  const names = ['a', 'b', 'c'];
  const job = { options: { ...theServer().options, root }, epochs: 10 };
  const ended = names.map((name) => trainInChild({ ...job, saveTo: `runs/${name}-{epoch:02d}` }).ended);
  for (const { error } of await Promise.all(ended)) expect(error).toBeUndefined();
  for (const name of names) {
    for (let epoch = 1; epoch <= 10; epoch++) {
      await loadModel(store.at(`runs/${name}-${String(epoch).padStart(2, '0')}`));
    }
  }
});

serverTest('one that begins does not remove what another one is just writing', async () => {
  const { store, direct } = await proxiedStore(async ({ method, path }) => {
    if (method === 'PUT' && path.endsWith('/mine/model.json')) {
      await train(toyModel(), 1, [new ModelCheckpoint(direct.at('theirs'))]);
    }
    return undefined;
  });
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(store.at('mine'))]);
  expect(predictions(await loadModel(store.at('mine')))).toEqual(predictions(model));
  await loadModel(store.at('theirs'));
});

serverTest('a request that gets there long after it was given up harms nothing', async () => {
  const { store, proxy } = await proxiedStore(
    ({ method, path }) => (method === 'PUT' && path.endsWith('0000000003.json') ? 'delay' : undefined),
    // Long enough for the requests that are answered: their proxy shares this thread with the training.
    { retries: 0, timeoutMs: 3000 },
  );
  const checkpoint = new ModelCheckpoint(store.at('{epoch:02d}'), { onError: 'warn' });
  const model = toyModel();
  await train(model, 2, [checkpoint, atEnd(1, proxy.release)]);
  const latest = await store.latestCheckpoint('');
  expect(predictions(await loadModel(latest as never))).toEqual(predictions(model));
});
