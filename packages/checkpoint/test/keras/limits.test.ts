import '@cb-tooling/backend';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../../src/index.js';
import { Hdf5Reader } from '../../src/keras/hdf5-reader.js';
import { Hdf5Writer } from '../../src/keras/hdf5-writer.js';
import { temporaryDirectory } from '../temporary-directory.js';

test.each([0, 1, 4000, 4001, 8001])('a list of %i names is written so that it can be read', async (length) => {
  const names = Array.from({ length }, (_, index) => `a layer with a long name ${index}`);
  const bytes = await Hdf5Writer.write((file) => file.texts('', 'layer_names', names));
  expect(await Hdf5Reader.read(bytes, (file) => file.texts('', 'layer_names'))).toEqual(names);
});

test('a list of more than 4000 names is written as several, as Keras reads it', async () => {
  const names = Array.from({ length: 4001 }, (_, index) => `${index}`);
  const bytes = await Hdf5Writer.write((file) => file.texts('', 'layer_names', names));
  const parts = await Hdf5Reader.read(bytes, (file) =>
    [0, 1].map((part) => file.texts('', `layer_names${part}`).length),
  );
  expect(parts).toEqual([4000, 1]);
});

test.each(['h5', 'keras', 'safetensors'])(
  'a .%s file of more than 2 GiB is refused before it is read',
  async (format) => {
    const path = join(temporaryDirectory(), `large.${format}`);
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31 + 1);
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: cannot load "${path}" (it has 2147483649 bytes, more than the 2147483648 that can be read). ` +
        'Pass another path.',
    );
  },
);
