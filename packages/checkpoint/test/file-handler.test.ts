import '@cb-tooling/backend';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { fileHandler } from '../src/index.js';
import { saveError } from '../src/store/save-error.js';
import { stagedBy } from './staged-names.js';
import { temporaryDirectory } from './temporary-directory.js';
import { runWriter } from './writer-process.js';

function artifacts(...weights: number[]): io.ModelArtifacts {
  return {
    modelTopology: { class_name: 'Sequential' },
    format: 'layers-model',
    weightSpecs: [{ name: 'dense/kernel', shape: [weights.length], dtype: 'float32' }],
    weightData: new Float32Array(weights).buffer,
  };
}

const OWN_WEIGHTS = /^weights\.[0-9a-f]{16}-[0-9a-f]{12}\.bin$/;

const save = (path: string, what: io.ModelArtifacts) => fileHandler(path).save?.(what) as Promise<io.SaveResult>;
const load = (path: string) => fileHandler(path).load?.() as Promise<io.ModelArtifacts>;

async function weightsIn(path: string): Promise<number[]> {
  return [...new Float32Array((await load(path)).weightData as ArrayBuffer)];
}

const binIn = (path: string) => readdirSync(path).find((name) => name.endsWith('.bin')) as string;

/** Rewrites one part of a saved model.json. */
function tamper(path: string, change: (model: { weightsManifest: { paths: string[]; weights: object[] }[] }) => void) {
  const file = join(path, 'model.json');
  const model = JSON.parse(readFileSync(file, 'utf8'));
  change(model);
  writeFileSync(file, JSON.stringify(model));
}

describe('a save', () => {
  test('holds all that the model was given, and can be loaded', async () => {
    const path = join(temporaryDirectory(), 'not', 'yet', 'there');
    const model = {
      ...artifacts(1, 2, 3),
      generatedBy: 'test',
      convertedBy: null,
      trainingConfig: { loss: 'mse' } as unknown as io.TrainingConfig,
      userDefinedMetadata: { digits: 10 },
      signature: { inputs: 1 },
    };
    const { modelArtifactsInfo } = await save(path, model);
    expect(modelArtifactsInfo).toMatchObject({ modelTopologyType: 'JSON', weightDataBytes: 12 });
    expect(await load(path)).toEqual(model);
  });

  test('leaves model.json and the weights that it names, replacing what was there', async () => {
    const path = temporaryDirectory();
    for (const weights of [[1], [2, 3], [2, 3], [1]]) {
      await save(path, artifacts(...weights));
      expect(await weightsIn(path)).toEqual(weights);
      expect(readdirSync(path)).toEqual(['model.json', expect.stringMatching(OWN_WEIGHTS)]);
    }
  });

  test('leaves files alone that it did not write', async () => {
    const path = temporaryDirectory();
    for (const name of ['weights.bin', 'weights.best.bin', 'notes.txt']) writeFileSync(join(path, name), 'mine');
    await save(path, artifacts(1));
    await save(path, artifacts(2));
    const others = readdirSync(path).filter((name) => !OWN_WEIGHTS.test(name));
    expect(others).toEqual(['model.json', 'notes.txt', 'weights.best.bin', 'weights.bin']);
  });

  test('takes weights in several buffers, and weights of more than one chunk', async () => {
    const path = temporaryDirectory();
    const large = Float32Array.from({ length: 3_000_000 }, (_, index) => index);
    const specs = [{ name: 'a', shape: [3_000_001], dtype: 'float32' as const }];
    await save(path, { ...artifacts(), weightSpecs: specs, weightData: [large.buffer, new Float32Array([7]).buffer] });
    const loaded = new Float32Array((await load(path)).weightData as ArrayBuffer);
    expect(loaded.length).toBe(3_000_001);
    expect([loaded[1_500_000], loaded[2_999_999], loaded[3_000_000]]).toEqual([1_500_000, 2_999_999, 7]);
  });

  test('without weights is a topology alone', async () => {
    const path = temporaryDirectory();
    await save(path, { modelTopology: { class_name: 'Sequential' } });
    expect(readdirSync(path)).toEqual(['model.json']);
    expect(await load(path)).toMatchObject({ modelTopology: { class_name: 'Sequential' } });
  });
});

describe('a path', () => {
  const spellings: [string, (path: string) => string][] = [
    ['a file URL', (path) => pathToFileURL(path).href],
    ['a path behind file://, as tfjs-node takes it', (path) => `file://${relative(process.cwd(), path)}`],
    ['a file URL with the name of this computer', (path) => pathToFileURL(path).href.replace('//', '//localhost')],
    ['a file URL in capitals', (path) => pathToFileURL(path).href.replace('file', 'FILE')],
    ['a file URL with one slash', (path) => pathToFileURL(path).href.replace('//', '')],
    ['a path behind FILE://', (path) => `FILE://${relative(process.cwd(), path)}`],
    ['the path of its model.json', (path) => join(path, 'model.json')],
    ['the URL of its model.json', (path) => pathToFileURL(join(path, 'model.json')).href],
  ];
  test.each(spellings)('may be %s, with spaces and percent signs', async (_, spell) => {
    const path = join(temporaryDirectory(), 'my model 100%');
    await save(spell(path), artifacts(1));
    expect(await weightsIn(path)).toEqual([1]);
    expect(await weightsIn(spell(path))).toEqual([1]);
  });

  test('must be a text', () => {
    const message = 'fileHandler: the path is 3. Pass a path or a file:// URL.';
    expect(() => fileHandler(3 as never)).toThrow(new TypeError(message));
    expect(() => fileHandler('')).toThrow('fileHandler: the path is "". Pass a path or a file:// URL.');
  });

  test.each(['indexeddb://m', 'localstorage://x', 'http://host/x', 'S3://bucket/x'])('must not be %s', (url) => {
    expect(() => fileHandler(url)).toThrow(
      new RangeError(
        `fileHandler: "${url}" is not in the file system. Pass a path or a file:// URL. Other URLs are for loadModel(), ` +
          'loadWeights() and TensorFlow.js itself.',
      ),
    );
  });

  test('must be a valid URL when it is one', () => {
    expect(() => fileHandler('file:///runs/100%')).toThrow(
      'fileHandler: "file:///runs/100%" is not a file URL (URI malformed). Pass a path instead.',
    );
  });
});

describe('TensorFlow.js itself', () => {
  function model(): LayersModel {
    return sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  }

  test('saves to the handler and loads from it', async () => {
    const path = temporaryDirectory();
    const original = model();
    await original.save(fileHandler(path));
    const loaded = await loadLayersModel(fileHandler(path));
    expect(loaded.getWeights()[0]?.arraySync()).toEqual(original.getWeights()[0]?.arraySync());
  });

  test.skipIf(io.getLoadHandlers('file://model.json').length === 0)(
    'loads the directory with the handler of tfjs-node, and the other way round',
    async () => {
      const [ours, theirs] = [temporaryDirectory(), temporaryDirectory()];
      const original = model();
      await original.save(fileHandler(ours));
      await original.save(`file://${theirs}`);
      for (const loaded of [
        await loadLayersModel(`file://${ours}/model.json`),
        await loadLayersModel(fileHandler(theirs)),
      ]) {
        expect(loaded.getWeights()[0]?.arraySync()).toEqual(original.getWeights()[0]?.arraySync());
      }
    },
  );
});

describe('a save that fails leaves the older checkpoint and nothing else', () => {
  async function failure(path: string, what = artifacts(2, 3)): Promise<string> {
    return save(path, what).then(
      () => 'no error',
      (error: Error) => error.message,
    );
  }

  test('when model.json cannot be written', async () => {
    const path = temporaryDirectory();
    await save(path, artifacts(1));
    const before = readdirSync(path);
    expect(await failure(path, { ...artifacts(2), modelTopology: { big: 1n } })).toBe(
      `fileHandler: cannot save to "${path}" (Do not know how to serialize a BigInt). What was saved there before is ` +
        'unharmed. Mend that, or pass another path.',
    );
    expect(readdirSync(path)).toEqual(before);
    expect(await weightsIn(path)).toEqual([1]);
  });

  test('when model.json cannot be replaced', async () => {
    const path = temporaryDirectory();
    mkdirSync(join(path, 'model.json', 'in the way'), { recursive: true });
    expect(await failure(path)).toContain('rename');
    expect(readdirSync(path)).toEqual(['model.json']);
  });

  test('not even the directories that it made', async () => {
    const path = temporaryDirectory();
    expect(await failure(join(path, 'a', 'b'), { modelTopology: { big: 1n } })).toContain('BigInt');
    expect(await failure(join(path, 'a', 'b', 'c'.repeat(300)))).toMatch(/ENAMETOOLONG.*Pass a shorter name\.$/);
    expect(readdirSync(path)).toEqual([]);
    mkdirSync(join(path, 'a'));
    expect(await failure(join(path, 'a', 'b'), { modelTopology: { big: 1n } })).toContain('BigInt');
    expect(readdirSync(path)).toEqual(['a']);
  });

  test.each([
    ['ENOSPC', 'Make room on the disk.'],
    ['EDQUOT', 'Make room on the disk.'],
    ['EFBIG', 'Make room on the disk, or raise the limit of file sizes.'],
    ['EACCES', 'Make the directory writable, or pass another path.'],
    ['EPERM', 'Make the directory writable, or pass another path.'],
    ['EROFS', 'Make the directory writable, or pass another path.'],
    ['ENOTDIR', 'Pass another path.'],
    ['EEXIST', 'Pass another path.'],
    ['ENAMETOOLONG', 'Pass a shorter name.'],
    ['EIO', 'Mend that, or pass another path.'],
  ])('with a remedy for %s', (code, remedy) => {
    const cause = Object.assign(new Error('it broke'), { code });
    expect(saveError('fileHandler', 'p', cause).message).toBe(`fileHandler: cannot save to "p" (it broke). ${remedy}`);
  });

  test.skipIf(process.platform === 'win32')('when the file system lets no file grow so large', async () => {
    const path = temporaryDirectory();
    await save(path, artifacts(1));
    const before = readdirSync(path);
    const { code, stderr } = await runWriter(path, { limitInBlocks: 8 });
    expect(stderr).toMatch(/^fileHandler: cannot save to ".*" \(EFBIG: file too large, write\)\./);
    expect(code).toBe(1);
    expect(readdirSync(path)).toEqual(before);
    expect(await weightsIn(path)).toEqual([1]);
  });

  test('when the directory is a file', async () => {
    const path = join(temporaryDirectory(), 'model');
    writeFileSync(path, 'mine');
    expect(await failure(path)).toContain(`(${path} is a file, and should be a directory)`);
    expect(await failure(join(path, 'below'))).toContain(`(${path} is a file, and should be a directory)`);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test.runIf(process.platform === 'linux')('when nothing can be created there, at once', async () => {
    expect(await failure('/proc/1/none/below')).toContain('ENOENT');
  });

  test('when the topology is binary, which model.json cannot hold', async () => {
    const path = temporaryDirectory();
    expect(await failure(path, { ...artifacts(1), modelTopology: new ArrayBuffer(1) })).toBe(
      'fileHandler: the model topology is binary. Save a layers model or a graph model in JSON.',
    );
    expect(readdirSync(path)).toEqual([]);
  });
});

test('a process killed while it saves leaves a whole checkpoint, and the next save clears up after it', async () => {
  const path = temporaryDirectory();
  await save(path, artifacts(1));
  for (const killAfterMs of [0, 3, 7, 12, 18, 25]) {
    await runWriter(path, { killAfterMs });
    const weights = await weightsIn(path);
    expect(new Set(weights).size).toBe(1);
  }
  await save(path, artifacts(5));
  expect(readdirSync(path)).toEqual(['model.json', binIn(path)]);
});

test('a process killed between the weights and model.json leaves the older checkpoint', async () => {
  const path = temporaryDirectory();
  await save(path, artifacts(1));
  const older = readFileSync(join(path, 'model.json'));
  const first = binIn(path);
  const oldWeights = readFileSync(join(path, first));
  await save(path, artifacts(2, 2));
  writeFileSync(join(path, 'model.json'), older);
  writeFileSync(join(path, first), oldWeights);
  const { pid } = await runWriter(temporaryDirectory(), { killAfterMs: 0 });
  writeFileSync(join(path, stagedBy(pid, 'model.json')), '{"modelTopol');
  writeFileSync(join(path, stagedBy(pid, 'weights.bin')), 'half');
  expect(await weightsIn(path)).toEqual([1]);
  await save(path, artifacts(3));
  expect(readdirSync(path)).toEqual(['model.json', binIn(path)]);
});

test('temporary files of a writer at work stay, and with them the weights that it is about to name', async () => {
  const path = temporaryDirectory();
  const weights = 'weights.0123456789abcdef-0123456789ab.bin';
  const theirs = [stagedBy(process.ppid, 'model.json'), stagedBy(process.ppid, 'weights.bin'), weights];
  for (const name of theirs) writeFileSync(join(path, name), weights);
  await save(path, artifacts(1));
  expect(readdirSync(path)).toEqual(expect.arrayContaining(theirs));
  const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of theirs) utimesSync(join(path, name), longAgo, longAgo);
  await save(path, artifacts(2));
  expect(readdirSync(path)).toEqual(['model.json', binIn(path)]);
});

test('a link under the name of an abandoned temporary file is removed, not followed', async () => {
  const [path, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
  const { pid } = await runWriter(elsewhere, { killAfterMs: 0 });
  writeFileSync(join(elsewhere, 'precious'), 'mine');
  for (const name of ['weights.bin', 'model.json']) {
    symlinkSync(join(elsewhere, 'precious'), join(path, stagedBy(pid, name)));
  }
  await save(path, artifacts(1));
  expect(readFileSync(join(elsewhere, 'precious'), 'utf8')).toBe('mine');
  expect(readdirSync(path)).toEqual(['model.json', binIn(path)]);
});

describe('loading', () => {
  async function saved(): Promise<string> {
    const path = temporaryDirectory();
    await save(path, artifacts(1, 2));
    return path;
  }

  async function fault(path: string): Promise<string> {
    const message = await load(path).then(
      () => 'no error',
      (error: Error) => error.message,
    );
    const [, where, what] =
      /^fileHandler: the checkpoint in "(.*?)" is damaged: (.*)\. Load .* again\.$/s.exec(message) ?? [];
    return where === path ? (what as string) : message;
  }

  test('takes several groups and shards, as a converter writes them', async () => {
    const path = temporaryDirectory();
    mkdirSync(join(path, 'shards'));
    const shard = (name: string, ...values: number[]) => writeFileSync(join(path, name), new Float32Array(values));
    shard('group1-shard1of2.bin', 1);
    shard('group1-shard2of2.bin', 2);
    shard('shards/group2.bin', 3);
    const weights = (name: string, length: number) => [{ name, shape: [length], dtype: 'float32' }];
    const weightsManifest = [
      { paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: weights('a', 2) },
      { paths: ['shards/group2.bin'], weights: weights('b', 1) },
    ];
    writeFileSync(join(path, 'model.json'), JSON.stringify({ modelTopology: {}, weightsManifest }));
    expect(await weightsIn(path)).toEqual([1, 2, 3]);
    expect((await load(path)).weightSpecs?.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('takes quantized weights and strings, whose size is not told by their shape', async () => {
    const path = await saved();
    tamper(path, ({ weightsManifest: [group] }) => {
      Object.assign(group?.weights[0] as object, { shape: [4], quantization: { dtype: 'uint16', scale: 1, min: 0 } });
    });
    expect(await fault(path)).toBe('no error');
    tamper(path, ({ weightsManifest: [group] }) => {
      if (group) group.weights = [{ name: 'words', shape: [1], dtype: 'string' }];
    });
    expect(await fault(path)).toBe('no error');
  });

  test('an empty directory names what is missing', async () => {
    const path = temporaryDirectory();
    expect(await fault(path)).toBe(
      `fileHandler: there is no checkpoint in "${path}" (ENOENT: no such file or directory, open '${path}/model.json'). ` +
        'Pass a directory that holds a model.json.',
    );
  });

  test('a model.json that lists no weights has none', async () => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'model.json'), '{"modelTopology":{}}');
    expect(await weightsIn(path)).toEqual([]);
  });

  test('weights that are missing are named', async () => {
    const path = await saved();
    const bin = binIn(path);
    rmSync(join(path, bin));
    expect(await fault(path)).toBe(`${bin} is missing`);
  });

  test.each([
    ['short', (file: string) => truncateSync(file, 5), 5],
    ['long', (file: string) => appendFileSync(file, '!'), 9],
  ])('weights that are too %s are named with their sizes', async (_, damage, size) => {
    const path = await saved();
    damage(join(path, binIn(path)));
    expect(await fault(path)).toBe(`${binIn(path)} should have 8 bytes and has ${size}`);
  });

  test('weights that changed on the disk are found by their hash', async () => {
    const path = await saved();
    writeFileSync(join(path, binIn(path)), new Float32Array([1, 3]));
    expect(await fault(path)).toBe(`the bytes of ${binIn(path)} have changed`);
  });

  test('an enormous shape is refused before anything is allocated', async () => {
    const path = await saved();
    tamper(path, ({ weightsManifest: [group] }) => {
      Object.assign(group?.weights[0] as object, { shape: [2 ** 40, 2 ** 40] });
    });
    expect(await fault(path)).toBe(`${binIn(path)} should have 4.835703278458517e+24 bytes and has 8`);
  });

  test('a path that leaves the directory is refused', async () => {
    const path = await saved();
    const outside = join(path, '..', `${path.split('/').at(-1)}-outside.bin`);
    writeFileSync(outside, new Float32Array([6, 6]));
    try {
      const above = `../${outside.split('/').at(-1)}`;
      tamper(path, ({ weightsManifest: [group] }) => group?.paths.splice(0, 1, above));
      expect(await fault(path)).toBe(`${above} lies outside the directory`);
      symlinkSync(outside, join(path, 'link.bin'));
      tamper(path, ({ weightsManifest: [group] }) => group?.paths.splice(0, 1, 'link.bin'));
      expect(await fault(path)).toBe('link.bin lies outside the directory');
    } finally {
      rmSync(outside);
    }
  });

  test('a directory under the name of weights is refused', async () => {
    const path = await saved();
    mkdirSync(join(path, 'folder'));
    tamper(path, ({ weightsManifest: [group] }) => group?.paths.splice(0, 1, 'folder'));
    expect(await fault(path)).toBe('folder is not a file');
  });

  test.each([
    ['[1]', 'model.json does not describe a model'],
    ['null', 'model.json does not describe a model'],
    ['{"weightsManifest":{}}', 'its weightsManifest is not a list'],
    ['{"weightsManifest":[null]}', 'its weightsManifest has no list of paths'],
    ['{"weightsManifest":[{"paths":[1],"weights":[]}]}', 'its weightsManifest has no list of paths'],
    ['{"weightsManifest":[{"paths":[]}]}', 'its weightsManifest has no list of weights'],
    ['{"weightsManifest":[{"paths":[],"weights":[null]}]}', 'its weightsManifest has a weight without a name'],
    [
      '{"weightsManifest":[{"paths":[],"weights":[{"name":"a","dtype":"toString","shape":[]}]}]}',
      'its weight a has the unknown dtype toString',
    ],
    [
      '{"weightsManifest":[{"paths":[],"weights":[{"name":"a","dtype":"int32","quantization":{"dtype":"int4"}}]}]}',
      'its weight a has the unknown dtype int4',
    ],
    ['{"weightsManifest":[{"paths":[],"weights":[{"name":"a","dtype":"int32"}]}]}', 'its weight a has no valid shape'],
    [
      '{"weightsManifest":[{"paths":[],"weights":[{"name":"a","dtype":"int32","shape":[-1]}]}]}',
      'its weight a has no valid shape',
    ],
  ])('a model.json of %s is refused', async (text, expected) => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'model.json'), text);
    expect(await fault(path)).toBe(expected);
  });

  test('a model.json that was cut off is refused', async () => {
    const path = await saved();
    truncateSync(join(path, 'model.json'), 20);
    expect(await fault(path)).toMatch(/JSON/);
    expect(existsSync(join(path, binIn(path)))).toBe(true);
  });
});
