import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { afterEach, expect, vi } from 'vitest';
import { trainInChild } from './child.js';
import { checkpointKeysBelow, freshStore, proxiedStore, serverTest, theServer, useServer } from './s3.js';
import { toyModel, train } from './toy-training.js';

useServer();
afterEach(() => vi.restoreAllMocks());

serverTest(
  'killed at any request, a training ends on another machine with the bits of one that was not',
  async () => {
    const { store, root } = freshStore();
    const whole = await trainInChild({ options: { ...theServer().options, root }, epochs: 3, backupTo: 'b' }).ended;
    expect(whole.result?.initialEpoch).toBe(0);
    expect(checkpointKeysBelow(root)).toEqual([]);
    expect(await store.latestCheckpoint('b')).toBeUndefined();

    let initialEpochs: number[] = [];
    for (let nth = 4; nth < 26; nth += 3) {
      let kill = () => {};
      const { proxy, root } = await proxiedStore((_, index) => {
        if (index !== nth) return undefined;
        kill();
        return nth % 2 === 0 ? 'drop' : 'unheard';
      });
      const killed = trainInChild({ options: { ...proxy.options, root }, epochs: 3, backupTo: 'b' });
      kill = () => killed.child.kill('SIGKILL');
      expect((await killed.ended).isKilled).toBe(true);
      const again = await trainInChild({ options: { ...theServer().options, root }, epochs: 3, backupTo: 'b' }).ended;
      expect(again.result?.weights).toEqual(whole.result?.weights);
      initialEpochs = [...initialEpochs, again.result?.initialEpoch as number];
      expect(checkpointKeysBelow(root)).toEqual([]);
    }
    expect(new Set(initialEpochs)).toEqual(new Set([0, 1, 2]));
  },
  180_000,
);

serverTest('a training that is extended goes on from its end', async () => {
  const { store } = freshStore();
  const backup = () => new BackupAndRestore(store.at('backup'), { deleteCheckpoint: false });
  const [model, other] = [toyModel(), toyModel()];
  await train(model, 2, [backup()]);
  const next = backup();
  expect(await next.restore(other)).toEqual({ initialEpoch: 2 });
  await train(other, 3, [next], 2);
  expect(await backup().restore(toyModel())).toEqual({ initialEpoch: 3 });
});

serverTest('a training that begins anew says that it replaces the backup', async () => {
  const { root, store } = freshStore();
  const backup = () => new BackupAndRestore(store.at('runs/backup'), { deleteCheckpoint: false });
  await train(toyModel(), 1, [backup()]);
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  await train(toyModel(), 1, [backup()]);
  expect(warn.mock.calls).toEqual([
    [
      `BackupAndRestore: the backup in "s3://training/${root}/runs/backup" is replaced. ` +
        'To go on from it, call restore() before fit().',
    ],
  ]);
});

serverTest('a directory with checkpoints of a ModelCheckpoint is not for backups', async () => {
  const { root, store } = freshStore();
  await train(toyModel(), 1, [new ModelCheckpoint(store.at('runs/best'))]);
  const backup = new BackupAndRestore(store.at('runs'));
  await expect(train(toyModel(), 1, [backup])).rejects.toThrow(
    `BackupAndRestore: cannot back up to "s3://training/${root}/runs" (its model.json is that of no backup). ` +
      'Pass a directory of its own.',
  );
  await expect(backup.restore(toyModel())).rejects.toThrow(
    `BackupAndRestore: cannot go on from "s3://training/${root}/runs" (it is a model, and no backup). ` +
      'Remove the directory to begin from the start, or pass another one.',
  );
});

serverTest('a store that does not answer is no reason to begin from the start', async () => {
  const { root, store, direct } = await proxiedStore(({ path }) => (path.endsWith('.bin') ? 'drop' : undefined));
  await train(toyModel(), 1, [new BackupAndRestore(direct.at('b'), { deleteCheckpoint: false })]);
  await expect(new BackupAndRestore(store.at('b')).restore(toyModel())).rejects.toThrow(
    `BackupAndRestore: cannot go on from "s3://training/${root}/b" (the store cannot be reached). ` +
      'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.',
  );
});
