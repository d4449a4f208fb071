import '@cb-tooling/backend';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { encodeFile, type KerasFormat, metadataIn, outlineOf } from '../../src/keras/index.js';
import { snapshotModel } from '../../src/model/model-snapshot.js';
import { toyModel } from '../toy-model.js';
import { hdf5 } from './hdf5.js';

const FORMATS: KerasFormat[] = ['h5', 'weights.h5', 'keras', 'safetensors'];
const metadata = { labels: ['Äpfel', 'Birnen'] };

async function fileOf(format: KerasFormat, about?: object): Promise<Uint8Array> {
  const model = toyModel();
  if (about) model.setUserDefinedMetadata(about);
  model.optimizer = undefined as never;
  const snapshot = await snapshotModel(model);
  const { chunks } = await encodeFile(format, snapshot, outlineOf(model));
  snapshot.dispose();
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

describe.each(FORMATS)('the metadata in a .%s file', (format) => {
  test('are those that were written', async () => {
    expect(await metadataIn(format, await fileOf(format, metadata))).toEqual(metadata);
  });

  test('may be none', async () => {
    expect(await metadataIn(format, await fileOf(format))).toBeUndefined();
  });

  test('are not read of a file that is cut off', async () => {
    const bytes = await fileOf(format, metadata);
    const fault =
      format === 'safetensors' ? / lies elsewhere than in the file/ : `it is no .${format} file, or is damaged`;
    await expect(metadataIn(format, bytes.subarray(0, bytes.byteLength - 9))).rejects.toThrow(fault);
  });
});

test('what else is in an HDF5 file is not looked at', async () => {
  const bytes = await hdf5((file) => {
    file.create_attribute('tensorflowjs_metadata', JSON.stringify(metadata));
    file.create_soft_link('/', 'loop');
  });
  expect(await metadataIn('h5', bytes)).toEqual(metadata);
});

test('the other entries of an archive are not unpacked', async () => {
  const { 'metadata.json': own = new Uint8Array() } = unzipSync(await fileOf('keras', metadata));
  expect(await metadataIn('keras', zipSync({ 'metadata.json': own }))).toEqual(metadata);
  await expect(metadataIn('keras', zipSync({ 'config.json': own }))).rejects.toThrow('it has no entry metadata.json');
});
