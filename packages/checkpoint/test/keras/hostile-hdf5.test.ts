import '@cb-tooling/backend';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Group } from 'h5wasm';
import h5wasm from 'h5wasm';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../../src/index.js';
import { decodeFile } from '../../src/keras/index.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { toyModel } from '../toy-model.js';
import { type Hdf5File, hdf5, writeTexts } from './hdf5.js';

const numbered = (length: number, name = 'g') => Array.from({ length }, (_, index) => `${name}${index}`);

/** In milliseconds: on a busy machine too, and far less than what the files below can be made to take. */
const SOON = 10_000;

test.each([
  [
    'a link to elsewhere in the file',
    (file: Hdf5File) => file.create_soft_link('/', 'loop'),
    'its loop is a link to somewhere else',
  ],
  [
    'a link to another file',
    (file: Hdf5File) => file.create_external_link('/etc/passwd', '/', 'out'),
    'its out is a link to somewhere else',
  ],
  [
    'a group that is in itself',
    (file: Hdf5File) => {
      file.create_group('a');
      file.create_hard_link('/a', 'a/a');
    },
    'its a/a is another name for what it holds elsewhere',
  ],
  [
    'groups in groups in groups',
    (file: Hdf5File) => {
      let group: Group = file;
      for (const name of numbered(66)) group = group.create_group(name);
    },
    'its groups lie more than 64 levels deep',
  ],
  [
    'a dataset that belongs to two layers',
    (file: Hdf5File) => {
      file.create_attribute('layer_names', ['a', 'a/b']);
      file.create_group('a').create_attribute('weight_names', ['b/c']);
      const inner = file.create_group('a/b');
      inner.create_attribute('weight_names', ['c']);
      inner.create_dataset({ name: 'c', data: new Float32Array(1), shape: [1] });
    },
    'its a/b/c belongs to two layers',
  ],
  [
    'a dataset that is larger than the file',
    (file: Hdf5File) => {
      file
        .create_dataset({ name: 'x', data: new Float32Array(4), shape: [4], maxshape: [null], chunks: [4] })
        .resize([1e9]);
    },
    'its x says that it is larger than the file',
  ],
])('an HDF5 file with %s is refused', async (_, fill, message) => {
  await expect(decodeFile('h5', await hdf5(fill))).rejects.toThrow(message);
});

describe('a file that could keep the reader busy is refused, or read, soon:', () => {
  const soon = { timeout: SOON };

  test('each group in the one above under two names', soon, async () => {
    const bytes = await hdf5((file) => {
      file.create_group('a');
      for (const [index, name] of numbered(40).entries()) {
        file.create_group(name);
        const above = index === 0 ? '/a' : `/g${index - 1}`;
        for (const side of ['left', 'right']) file.create_hard_link(above, `${name}/${side}`);
      }
    });
    await expect(decodeFile('h5', bytes)).rejects.toThrow(
      /^its g\d+\/(left|right) is another name for what it holds elsewhere$/,
    );
  });

  test('a list in 3000 parts', soon, async () => {
    const bytes = await hdf5((file) => writeTexts(file, 'layer_names', numbered(3000), 1));
    await expect(decodeFile('h5', bytes)).rejects.toThrow('its layer_names comes in more than 1000 parts');
  });

  test('a list in 1000 parts', soon, async () => {
    const bytes = await hdf5((file) => writeTexts(file, 'layer_names', numbered(1000), 1));
    expect((await decodeFile('h5', bytes)).artifacts.weightSpecs).toEqual([]);
  });

  test('a layer 56,000 times', soon, async () => {
    const bytes = await hdf5((file) => {
      writeTexts(file, 'layer_names', new Array(56_000).fill('g'));
      writeTexts(file.create_group('g'), 'weight_names', new Array(16_000).fill('d'));
      (file.get('g') as Group).create_dataset({ name: 'd', data: new Float32Array(1000), shape: [1000] });
    });
    await expect(decodeFile('h5', bytes)).rejects.toThrow('its layer_names has g twice');
  });

  test('a weight 16,000 times', soon, async () => {
    const bytes = await hdf5((file) => {
      file.create_attribute('layer_names', ['g']);
      writeTexts(file.create_group('g'), 'weight_names', new Array(16_000).fill('d'));
      (file.get('g') as Group).create_dataset({ name: 'd', data: new Float32Array(1000), shape: [1000] });
    });
    await expect(decodeFile('h5', bytes)).rejects.toThrow('its weight_names has d twice');
  });

  test('more than 100,000 names', async () => {
    const bytes = await hdf5((file) => writeTexts(file, 'layer_names', numbered(100_001)));
    await expect(decodeFile('h5', bytes)).rejects.toThrow('its layer_names has more than 100000 names');
  });

  test('more than 50,000 groups', async () => {
    const { create_group } = await h5wasm.ready;
    const bytes = await hdf5(({ file_id }) => {
      for (const name of numbered(50_001)) create_group(file_id, name);
    });
    await expect(decodeFile('h5', bytes)).rejects.toThrow('it holds more than 50000 objects');
  });
});

test.each([
  ['has no size', 0n],
  ['has a size that leads back', 2n ** 64n - 32n],
])('a text in a collection where one %s is no reason to go round in circles', async (_, size) => {
  const bytes = await hdf5((file) => file.create_attribute('model_config', ['one', 'two']));
  const collection = Buffer.from(bytes).indexOf('GCOL');
  expect(collection).toBeGreaterThan(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  // What follows the header is taken for free room of that size.
  view.setUint16(collection + 16, 0, true);
  view.setBigUint64(collection + 24, size, true);
  await expect(decodeFile('h5', bytes)).rejects.toThrow('it is no .h5 file, or is damaged');
});

describe('an HDF5 file of something else', () => {
  const foreign = () => hdf5((file) => file.create_dataset({ name: 'x', data: new Float32Array(2), shape: [2] }));

  test.each(['h5', 'weights.h5'] as const)('is no .%s file of Keras', async (format) => {
    const path = join(temporaryDirectory(), `foreign.${format}`);
    writeFileSync(path, await foreign());
    await expect(loadModel(path)).rejects.toThrow(
      `loadModel: cannot load "${path}" (it is no file of Keras). Pass another path.`,
    );
    const model = toyModel().toJSON(null, false) as object;
    await expect(decodeFile(format, await foreign(), model)).rejects.toThrow('it is no file of Keras');
  });
});
