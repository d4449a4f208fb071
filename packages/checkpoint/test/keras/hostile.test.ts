import '@cb-tooling/backend';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { loadModel } from '../../src/index.js';
import { decodeFile, encodeFile, type KerasFormat } from '../../src/keras/index.js';
import { snapshotModel } from '../../src/model/model-snapshot.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { toyModel, train } from '../toy-model.js';
import { hdf5 } from './hdf5.js';

const FORMATS: KerasFormat[] = ['h5', 'weights.h5', 'keras', 'safetensors'];

async function fileOf(format: KerasFormat): Promise<Uint8Array> {
  const model = toyModel();
  await train(model, 1);
  const snapshot = await snapshotModel(model);
  const { chunks } = await encodeFile(format, snapshot);
  snapshot.dispose();
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

const topology = () => toyModel().toJSON(null, false) as object;

describe.each(FORMATS)('a .%s file', (format) => {
  test('that is cut off anywhere is an error', async () => {
    const bytes = await fileOf(format);
    for (let cut = 0; cut < 100; cut++) {
      const part = bytes.slice(0, Math.floor((bytes.byteLength * cut) / 100));
      await expect(decodeFile(format, part, topology()), `cut at ${part.byteLength}`).rejects.toThrow(Error);
    }
  });

  test('with bytes turned over is an error, or has the shapes that it should have', async () => {
    const bytes = await fileOf(format);
    for (let at = 0; at < bytes.byteLength; at += Math.ceil(bytes.byteLength / 150)) {
      const turned = bytes.slice();
      turned[at] = (turned[at] as number) ^ 0xff;
      const decoded = await decodeFile(format, turned, topology()).catch((error: unknown) => error);
      if (decoded instanceof Error) continue;
      expect(decoded).toMatchObject({ artifacts: { weightSpecs: expect.any(Array) } });
    }
  });
});

describe('an archive', () => {
  const entriesOf = async () => unzipSync(await fileOf('keras'));
  const content = {
    'metadata.json': new Uint8Array(2),
    'config.json': new Uint8Array(2),
    'model.weights.h5': new Uint8Array(9),
  };
  /** Makes its directory say that all entries are of this size. */
  const claiming = (archive: Uint8Array, size: number) => {
    const view = new DataView(archive.buffer);
    for (let at = 0; at < archive.byteLength - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
    }
    return archive;
  };

  test.each(['../config.json', '/config.json', 'C:\\config.json', 'a/../../b'])(
    'with the entry %s is refused',
    async (name) => {
      const archive = zipSync({ [name]: new Uint8Array(1), ...content });
      await expect(decodeFile('keras', archive)).rejects.toThrow(`it has an entry ${name}, which leads out of it`);
    },
  );

  test('with an entry that claims to be larger than it can be is refused', async () => {
    await expect(decodeFile('keras', claiming(zipSync(content), 0x7fffffff))).rejects.toThrow(
      'its entry metadata.json says that it is larger than it can be',
    );
  });

  test('with an entry that does not unpack to what it claims is refused', async () => {
    await expect(decodeFile('keras', claiming(zipSync(content), 9))).rejects.toThrow(
      'its entry metadata.json is damaged',
    );
  });

  test('with JSON of more than 64 MiB is refused', async () => {
    const large = zipSync({ ...content, 'model.weights.h5': [new Uint8Array(2 ** 20), { level: 0 }] });
    await expect(decodeFile('keras', claiming(large, 2 ** 26 + 1))).rejects.toThrow(
      'its entry metadata.json says that it is larger than it can be',
    );
  });

  test('that unpacks to more than 100 times its size is refused', async () => {
    const bomb = zipSync({ ...content, 'model.weights.h5': new Uint8Array(2 ** 24) });
    expect(bomb.byteLength).toBeGreaterThan(2 ** 24 / 1032);
    await expect(decodeFile('keras', bomb)).rejects.toThrow(
      'its entry model.weights.h5 says that it is larger than it can be',
    );
  });

  test('whose entries unpack to more than 100 times its size together is refused', async () => {
    const large = zipSync({ ...content, 'model.weights.h5': [new Uint8Array(2 ** 20), { level: 0 }] });
    await expect(decodeFile('keras', claiming(large, 6e7))).rejects.toThrow(
      'its entry config.json says that it is larger than it can be',
    );
  });

  test('that unpacks to more than 2 GiB is refused', async () => {
    const padding: [Uint8Array, { level: 0 }] = [new Uint8Array(2 ** 31 / 100 + 1), { level: 0 }];
    const large = claiming(zipSync({ 'model.weights.h5': new Uint8Array(9), padding }), 2 ** 31 + 1);
    await expect(decodeFile('keras', large)).rejects.toThrow(
      'its entry model.weights.h5 says that it is larger than it can be',
    );
  });

  test('that is packed within an archive does not unpack to more than 100 times the archive', async () => {
    const zeros = new Float32Array(2 ** 22);
    const weights = await hdf5((file) => {
      const chunks = [2 ** 10];
      file.create_dataset({ name: 'x', data: zeros, shape: [zeros.length], chunks, compression: 9 });
    });
    const archive = zipSync({ ...(await entriesOf()), 'model.weights.h5': weights });
    expect(weights.byteLength).toBeGreaterThan(zeros.byteLength / 100);
    expect(archive.byteLength).toBeLessThan(zeros.byteLength / 100);
    await expect(decodeFile('keras', archive)).rejects.toThrow('its x says that it is larger than the file');
  });

  test('with more than 1000 entries is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}`, new Uint8Array()]));
    await expect(decodeFile('keras', zipSync(many))).rejects.toThrow('it has more than 1000 entries');
  });

  test('with an entry twice is refused', async () => {
    const archive = zipSync({ 'config.json': new Uint8Array(1), 'confih.json': new Uint8Array(1) });
    const text = new TextDecoder('latin1').decode(archive).replaceAll('confih', 'config');
    const twice = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    await expect(decodeFile('keras', twice)).rejects.toThrow('it has two entries config.json');
  });

  test('without weights is refused', async () => {
    const archive = zipSync({ 'metadata.json': new Uint8Array(2), 'config.json': new Uint8Array(2) });
    await expect(decodeFile('keras', archive)).rejects.toThrow('it has no entry model.weights.h5');
  });
});

test.each(['keras', 'h5'] as const)('code in a .%s file is a class that is not there', async (format) => {
  const path = join(temporaryDirectory(), `lambda.${format}`);
  // Of the same length, so that the file stays whole.
  const forged = (bytes: Uint8Array) => {
    const text = new TextDecoder('latin1').decode(bytes).replaceAll('"Dense"', '"Lambd"');
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  };
  const bytes = await fileOf(format);
  const { 'config.json': config, ...others } = format === 'keras' ? unzipSync(bytes) : {};
  writeFileSync(path, config ? zipSync({ ...others, 'config.json': forged(config) }) : forged(bytes));
  await expect(loadModel(path)).rejects.toThrow(
    /^loadModel: cannot load ".*" \(.*; its Lambd dense_Dense\d+ is of a class that TensorFlow\.js does not have\)\. Pass another path\.$/,
  );
});

describe('a safetensors file', () => {
  const file = (header: object | string, bytes = 8) => {
    const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const whole = new Uint8Array(8 + text.byteLength + bytes);
    new DataView(whole.buffer).setBigUint64(0, BigInt(text.byteLength), true);
    whole.set(text, 8);
    return whole;
  };
  const tensor = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

  test.each<[string, Uint8Array, string]>([
    ['a header of 2^60 bytes', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16), 'it is no safetensors file, or is cut off'],
    ['a header that is no JSON', file('{'), 'its header is no JSON object'],
    [
      'a tensor of 2^40 values',
      file({ a: { ...tensor, shape: [2 ** 40] } }),
      'its a lies elsewhere than in the file, or is not of its shape',
    ],
    [
      'a tensor beyond its end',
      file({ a: { ...tensor, data_offsets: [8, 16] } }),
      'its a lies elsewhere than in the file, or is not of its shape',
    ],
    [
      'two tensors in one place',
      file({ a: tensor, b: tensor }),
      'its b does not begin where the tensor before it ends',
    ],
    ['bytes that are no tensor', file({ a: tensor }, 9), 'it is longer or shorter than its tensors'],
    [
      'a tensor of half precision',
      file({ a: { ...tensor, dtype: 'F16' } }),
      'its a is of dtype F16, and TensorFlow.js has F32 and I32 alone',
    ],
  ])('with %s is refused', async (_, bytes, message) => {
    await expect(decodeFile('safetensors', bytes)).rejects.toThrow(message);
  });
});
