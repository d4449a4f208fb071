import '@cb-tooling/backend';
import h5wasm from 'h5wasm';
import { expect, test } from 'vitest';
import { decodeFile, encodeFile } from '../../src/keras/index.js';
import { snapshotModel } from '../../src/model/model-snapshot.js';
import { toyModel } from '../toy-model.js';
import { hdf5 } from './hdf5.js';

/** A model in a file. */
async function wholeFile(): Promise<Uint8Array> {
  const snapshot = await snapshotModel(toyModel());
  const { chunks } = await encodeFile('h5', snapshot);
  snapshot.dispose();
  return chunks[0] as Uint8Array;
}

const refuse = (bytes: Uint8Array) => expect(decodeFile('h5', bytes)).rejects.toThrow('it is no .h5 file');

test('nothing is left in the file system of the library, whatever happened', async () => {
  const { FS } = await h5wasm.ready;
  const { streams } = FS as unknown as { streams: unknown[] };
  const left = () => [...['/', '/tmp'].map((path) => FS.readdir(path)), streams.filter(Boolean).length];
  const before = left();
  const whole = await wholeFile();
  const linked = await hdf5((file) => file.create_soft_link('/', 'loop'));
  for (let time = 0; time < 3; time++) {
    await decodeFile('h5', whole);
    await expect(decodeFile('h5', linked)).rejects.toThrow('its loop is a link to somewhere else');
    await refuse(whole.slice(0, 999));
  }
  expect(left()).toEqual(before);
});

test('thousands of damaged files take no memory, and a whole one is read after them', {
  timeout: 120_000,
}, async () => {
  const module = await h5wasm.ready;
  const whole = await wholeFile();
  await refuse(whole.slice(0, 999));
  const before = module.HEAPU8.length;
  for (let time = 0; time < 3000; time++) {
    const damaged = whole.slice(0, 100 + ((time * 37) % (whole.length - 200)));
    await expect(decodeFile('h5', damaged)).rejects.toThrow('damaged');
  }
  expect(module.HEAPU8.length).toBe(before);
  await decodeFile('h5', whole);
});

test('a damaged file does no harm to a file that somebody else reads by the same library', {
  timeout: 120_000,
}, async () => {
  const { FS } = await h5wasm.ready;
  const theirs = new h5wasm.File('/theirs.h5', 'w');
  theirs.create_dataset({ name: 'digits', data: Float32Array.of(3, 1, 4), shape: [3] });
  const whole = await wholeFile();
  for (let time = 0; time < 3000; time++) await refuse(whole.slice(0, 999));
  await decodeFile('h5', whole);
  expect((theirs.get('digits') as InstanceType<typeof h5wasm.Dataset>).value).toEqual(Float32Array.of(3, 1, 4));
  theirs.close();
  FS.unlink('/theirs.h5');
});
