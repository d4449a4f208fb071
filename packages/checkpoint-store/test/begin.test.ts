import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BackupAndRestore, ModelCheckpoint } from '@cb/checkpoint';
import { expect, onTestFinished, test } from 'vitest';
import { type ObjectStoreRules, objectStore } from '../src/index.js';
import { keysBelow, proxiedStore, serverTest, theServer, useServer } from './s3.js';
import { toyModel, train } from './toy-training.js';

useServer();

const LATER = 'Try again when the store can be reached, or pass more `retries` or a longer `timeoutMs`.';

/** The error of a training that begins with a store. */
async function errorOf(scheme: string, options: Record<string, string>, rules?: ObjectStoreRules): Promise<string> {
  const checkpoint = new ModelCheckpoint(objectStore(scheme, options, rules).at('runs/{epoch:02d}'));
  const trained = train(toyModel(), 1, [checkpoint]);
  return trained.then(
    () => 'none',
    ({ message }: Error) => message,
  );
}

serverTest('a bucket that is none is an error before training, at once', async () => {
  const { proxy } = await proxiedStore();
  expect(await errorOf('s3', { ...proxy.options, bucket: 'nowhere' })).toBe(
    'ModelCheckpoint: cannot save to "s3://nowhere/runs/{epoch:02d}" ' +
      '(The specified bucket does not exist, NoSuchBucket, status 404). Check the options of objectStore().',
  );
  expect(proxy.requests).toHaveLength(1);
});

serverTest('so are credentials that are not good, of which none is shown', async () => {
  const options = { ...theServer().options, secret_access_key: 'not-the-secret' };
  const error = await errorOf('s3', options);
  expect(error).toMatch(
    /^ModelCheckpoint: cannot save to "s3:\/\/training\/runs\/\{epoch:02d\}" \(.*, SignatureDoesNotMatch, status 403\)\. /,
  );
  expect(error).toMatch(/ Check the credentials, and what they are allowed to do\.$/);
  for (const value of ['not-the-secret', options.access_key_id]) expect(error).not.toContain(value);
  const backup = new BackupAndRestore(objectStore('s3', options).at('backup'));
  await expect(train(toyModel(), 1, [backup])).rejects.toThrow('SignatureDoesNotMatch, status 403');
});

test('an address at which nobody answers is one after the retries', async () => {
  const options = {
    bucket: 'b',
    region: 'r',
    endpoint: 'http://127.0.0.1:1',
    access_key_id: 'a',
    secret_access_key: 'b',
  };
  expect(await errorOf('s3', options, { retries: 1 })).toBe(
    `ModelCheckpoint: cannot save to "s3://b/runs/{epoch:02d}" (the store cannot be reached). ${LATER}`,
  );
});

test('a server that does not answer is one after the timeout', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const options = { bucket: 'b', region: 'r', endpoint, access_key_id: 'a', secret_access_key: 'b' };
  expect(await errorOf('s3', options, { retries: 0, timeoutMs: 200 })).toBe(
    `ModelCheckpoint: cannot save to "s3://b/runs/{epoch:02d}" (the store does not answer in time). ${LATER}`,
  );
});

test('a store that OpenDAL does not know is one, and one without what it needs', async () => {
  expect(await errorOf('punch-cards', {})).toBe(
    'ModelCheckpoint: cannot save to "punch-cards:///runs/{epoch:02d}" (scheme is not enabled or supported). ' +
      'Pass the scheme of a store that `opendal` has here, such as s3, gcs or azblob.',
  );
  expect(await errorOf('s3', { bucket: 'b' })).toBe(
    'ModelCheckpoint: cannot save to "s3://b/runs/{epoch:02d}" (region is missing. ' +
      'Please find it by S3::detect_region() or set them in env). Check the options of objectStore().',
  );
});

test('a store without conditions is one, unless there is one writer alone', async () => {
  expect(await errorOf('memory', {})).toBe(
    'ModelCheckpoint: cannot save to "memory:///runs/{epoch:02d}" (memory cannot write under a condition, so that ' +
      "two trainings could overwrite each other's checkpoints). " +
      'Pass `singleWriter: true` to objectStore() if no two of them ever write there at a time.',
  );
  expect(await errorOf('memory', {}, { singleWriter: true })).toBe('none');
});

serverTest('so is a server that ignores conditions', async () => {
  const { proxy, root } = await proxiedStore(() => 'careless');
  expect(await errorOf('s3', { ...proxy.options, root })).toBe(
    `ModelCheckpoint: cannot save to "s3://training/${root}/runs/{epoch:02d}" (the store ignores the condition of a ` +
      "write, so that two trainings could overwrite each other's checkpoints). " +
      'Pass `singleWriter: true` to objectStore() if no two of them ever write there at a time.',
  );
  expect(await errorOf('s3', { ...proxy.options, root }, { singleWriter: true })).toBe('none');
  expect(keysBelow(root).filter((key) => key.endsWith('model.json'))).toHaveLength(1);
});

serverTest('a request that fails for a while is sent again', async () => {
  let failures = 0;
  const { proxy, root } = await proxiedStore((_, index) => (index % 4 === 1 && failures++ < 3 ? 503 : undefined));
  expect(await errorOf('s3', { ...proxy.options, root }, { retries: 1 })).toBe('none');
  expect(failures).toBeGreaterThan(2);
});

serverTest(
  'a manifest whose answer was lost, and that is sent again, is not taken for that of somebody else',
  async () => {
    let isLost = false;
    const { proxy, root } = await proxiedStore(({ method, path }) => {
      if (isLost || method !== 'PUT' || !path.endsWith('0000000002.json')) return undefined;
      isLost = true;
      return 'unheard';
    });
    expect(await errorOf('s3', { ...proxy.options, root }, { retries: 1 })).toBe('none');
    expect(keysBelow(root).filter((key) => /\d{10}\.json$/.test(key))).toHaveLength(2);
  },
);

serverTest('that somebody else writes under the same condition at that moment is no error', async () => {
  let conflicts = 0;
  const { proxy, root } = await proxiedStore(({ method, path }) => {
    return method === 'PUT' && path.endsWith('0000000002.json') && conflicts++ === 0 ? 409 : undefined;
  });
  expect(await errorOf('s3', { ...proxy.options, root }, { retries: 0 })).toBe('none');
  expect(conflicts).toBe(2);
});
