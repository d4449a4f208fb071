import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, loadWeights, ModelCheckpoint } from '@cb/checkpoint';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, expect, vi } from 'vitest';
import { checkpointKeysBelow, freshStore, keysBelow, proxiedStore, serverTest, theServer, useServer } from './s3.js';
import { predictions, toyModel, train } from './toy-training.js';

useServer();
afterEach(() => vi.restoreAllMocks());

const WHOLE = ['best', 'best.keras', 'best.h5'];
const WEIGHTS = ['best', 'best.weights.h5', 'best.safetensors', 'best.h5'];

for (const name of WHOLE) {
  serverTest(`a model goes to ${name}, and comes back as it was compiled`, async () => {
    const { store } = freshStore();
    const model = toyModel();
    const checkpoint = new ModelCheckpoint(store.at(`runs/7/${name}`));
    await train(model, 2, [checkpoint]);
    expect(checkpoint.lastPath).toBe(`runs/7/${name}`);
    const loaded = await loadModel(store.at(`runs/7/${name}`));
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(loaded.optimizer.iterations).toBe(4);
    await Promise.all([train(model, 3, [], 2), train(loaded, 3, [], 2)]);
    expect(predictions(loaded)).toEqual(predictions(model));
  });
}

for (const name of WEIGHTS) {
  serverTest(`weights alone go to ${name}, and into a model of the same layers`, async () => {
    const { store } = freshStore();
    const model = toyModel();
    await train(model, 2, [new ModelCheckpoint(store.at(name), { saveWeightsOnly: true })]);
    const other = toyModel();
    await loadWeights(other, store.at(name));
    expect(predictions(other)).toEqual(predictions(model));
  });
}

serverTest('TensorFlow.js itself loads a path, and finds none in an empty store', async () => {
  const { root, store } = freshStore();
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(store.at('best'))]);
  expect(predictions(await loadLayersModel(store.at('best')))).toEqual(predictions(model));
  await expect(loadModel(store.at('worst'))).rejects.toThrow(
    `loadModel: cannot load "s3://training/${root}/worst" (there is no such checkpoint). ` +
      'Pass the name of one, or use latestCheckpoint().',
  );
  await expect(loadWeights(model, store.at('runs/7/best'))).rejects.toThrow('(there is no such checkpoint)');
});

serverTest('a name is replaced, and nothing is left of what it stood for', async () => {
  const { root, store } = freshStore();
  await train(toyModel(), 3, [new ModelCheckpoint(store.at('runs/best'))]);
  expect(checkpointKeysBelow(root)).toEqual([
    'runs/checkpoints/1/3/best/model.json',
    'runs/checkpoints/1/3/best/weights',
  ]);
});

serverTest('what a save that failed has left goes with the next one, or when training begins again', async () => {
  const isCommit = (number: number) => (path: string) => path.endsWith(`${number}.json`);
  for (const [number, onError] of [
    [2, 'warn'],
    [3, 'throw'],
  ] as const) {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    let isLost = false;
    const { root, direct, store } = await proxiedStore(({ method, path }) => {
      if (isLost || method !== 'PUT' || !isCommit(number)(path)) return undefined;
      isLost = true;
      return 500;
    });
    const trained = train(toyModel(), 2, [new ModelCheckpoint(store.at('best.keras'), { onError })]);
    if (onError === 'throw') {
      await expect(trained).rejects.toThrow('status 500');
      expect(checkpointKeysBelow(root)).toEqual(['checkpoints/1/1/best.keras', 'checkpoints/1/2/best.keras']);
      await train(toyModel(), 0, [new ModelCheckpoint(direct.at('best.keras'))]);
      expect(checkpointKeysBelow(root)).toEqual(['checkpoints/1/1/best.keras']);
    } else {
      await trained;
      expect(warn).toHaveBeenCalledOnce();
      expect(checkpointKeysBelow(root)).toEqual(['checkpoints/1/2/best.keras']);
    }
  }
});

serverTest('the best stay, and the last one', async () => {
  const { root, store } = freshStore();
  const options = { saveTopK: 2, monitor: 'val_loss', saveLast: true } as const;
  const checkpoint = new ModelCheckpoint(store.at('{epoch:02d}.keras'), options);
  await train(toyModel(), 4, [checkpoint]);
  expect(checkpoint.bestPath).toBe('04.keras');
  expect(checkpointKeysBelow(root)).toEqual([
    'checkpoints/1/5/03.keras',
    'checkpoints/1/7/04.keras',
    'checkpoints/1/8/last.keras',
  ]);
  expect((await store.bestCheckpoint(''))?.text).toBe('checkpoints/1/7/04.keras');
  expect((await store.bestCheckpoint('', { monitor: 'loss', mode: 'max' }))?.text).toBe('checkpoints/1/5/03.keras');
  expect((await store.latestCheckpoint(''))?.text).toBe('checkpoints/1/8/last.keras');
});

serverTest('the newest stay, also over two fits of one callback, and those of others', async () => {
  const { root, store } = freshStore();
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(store.at('runs/other'))]);
  const checkpoint = new ModelCheckpoint(store.at('runs/{epoch:02d}.keras'), { keepLast: 2 });
  await train(model, 2, [checkpoint]);
  await train(model, 4, [checkpoint], 2);
  expect(checkpointKeysBelow(root).filter((key) => !key.endsWith('weights'))).toEqual([
    'runs/checkpoints/1/1/other/model.json',
    'runs/checkpoints/6/1/03.keras',
    'runs/checkpoints/6/2/04.keras',
  ]);
});

serverTest('what a model was loaded from stays', async () => {
  const { store } = freshStore();
  const first = new ModelCheckpoint(store.at('{epoch:02d}'), { keepLast: 1 });
  await train(toyModel(), 1, [first]);
  for (const from of [store.at('01'), await store.latestCheckpoint('')]) {
    const model = await loadModel(from as never);
    const checkpoint = new ModelCheckpoint(store.at('{epoch:02d}'), { keepLast: 1 });
    checkpoint.setState(first.getState());
    await train(model, 3, [checkpoint], 1);
    await loadModel(store.at('01'));
    await expect(loadModel(store.at('02'))).rejects.toThrow('there is no such checkpoint');
  }
});

serverTest('with `async`, all is there when training ends', async () => {
  const { store } = freshStore();
  const model = toyModel();
  await train(model, 5, [new ModelCheckpoint(store.at('{epoch:02d}'), { async: true, keepLast: 2 })]);
  expect((await store.latestCheckpoint(''))?.text).toMatch(/\/05$/);
  expect(predictions(await loadModel(store.at('05')))).toEqual(predictions(model));
});

serverTest('with `onError` a checkpoint that cannot be sent is a warning, and the next one is written', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { root, store } = await proxiedStore(({ method, path }) => {
    return method === 'PUT' && path.includes('/01/') ? 503 : undefined;
  });
  await train(toyModel(), 2, [new ModelCheckpoint(store.at('{epoch:02d}'), { onError: 'warn' })]);
  expect(warn.mock.calls).toEqual([
    [
      `ModelCheckpoint: cannot save to "s3://training/${root}/01" (The proxy says so, SlowDown, status 503). ` +
        'What was saved there before is unharmed. ' +
        'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.',
    ],
  ]);
  expect((await store.latestCheckpoint(''))?.text).toMatch(/\/02$/);
});

serverTest('a checkpoint whose bytes have changed is passed over, and is an error to load', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { root, store } = freshStore();
  await train(toyModel(), 2, [new ModelCheckpoint(store.at('{epoch:02d}'))]);
  const weights = keysBelow(root).filter((key) => key.endsWith('.bin'));
  const file = join(theServer().bucket, root, weights[1] as string);
  writeFileSync(
    file,
    readFileSync(file).map((byte, index) => (index === 7 ? byte ^ 1 : byte)),
  );
  const name = weights[1]?.split('/').at(-1);
  await expect(loadModel(store.at('02'))).rejects.toThrow(
    `loadModel: cannot load "s3://training/${root}/02" (${name} is missing or has other bytes than were written). ` +
      'Mend that, or pass another path.',
  );
  expect((await store.latestCheckpoint(''))?.text).toBe('checkpoints/1/1/01');
  expect(warn.mock.calls).toEqual([
    [
      `latestCheckpoint: passes over "s3://training/${root}/checkpoints/1/2/02", which is damaged: ` +
        `${name} is missing or has other bytes than were written.`,
    ],
  ]);
});

serverTest('a store that does not answer is an error, and not a directory without checkpoints', async () => {
  const { root, store } = await proxiedStore(() => 'drop');
  const fault =
    `"s3://training/${root}/runs" (the store cannot be reached). ` +
    'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.';
  await expect(store.latestCheckpoint('runs')).rejects.toThrow(`latestCheckpoint: cannot read ${fault}`);
  await expect(store.bestCheckpoint('runs')).rejects.toThrow(`bestCheckpoint: cannot read ${fault}`);
});

serverTest('neither is one that stops to answer when a checkpoint is read', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { direct, store } = await proxiedStore(({ path }) => (path.endsWith('.bin') ? 500 : undefined));
  await train(toyModel(), 1, [new ModelCheckpoint(direct.at('best'))]);
  await expect(store.latestCheckpoint('')).rejects.toThrow('(The proxy says so, InternalError, status 500)');
  expect(warn).not.toHaveBeenCalled();
});

serverTest('an empty store has no checkpoint', async () => {
  const { store } = freshStore();
  expect(await store.latestCheckpoint('runs/7')).toBeUndefined();
  expect(await store.bestCheckpoint('runs/7')).toBeUndefined();
});
