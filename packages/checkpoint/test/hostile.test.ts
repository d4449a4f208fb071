import '@cb-tooling/backend';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JSONValue } from '@cb/core';
import { compiledModel, feedEpochs } from '@cb/core/testing';
import { EarlyStopping } from '@cb/early-stopping';
import { ReduceLROnPlateau } from '@cb/lr-plateau';
import type { io } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  BackupAndRestore,
  bestCheckpoint,
  fileHandler,
  latestCheckpoint,
  loadModel,
  loadWeights,
  ModelCheckpoint,
} from '../src/index.js';
import { damage, listedIn, losses, sha256, unsealed, weightsFile } from './checkpoints.js';
import { temporaryDirectory } from './temporary-directory.js';
import { toyModel } from './toy-model.js';

const MB = 1024 * 1024;
const LIMIT_OF_JSON = 64 * MB;

const inherited = Object.getOwnPropertyNames(Object.prototype).sort();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(inherited);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

function onlyLayer() {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: 'only' })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

interface Description extends io.ModelJSON {
  userDefinedMetadata: { '@cb/checkpoint': { facts: Record<string, unknown>; callbacks: Record<string, JSONValue>[] } };
}

function tamper(path: string, change: (json: Description) => void): void {
  const file = join(path, 'model.json');
  const json = JSON.parse(readFileSync(file, 'utf8'));
  change(json);
  writeFileSync(file, JSON.stringify(json));
}

/** The name of the weights, and what the manifest says of the first of them. */
function firstIn({ weightsManifest: [group] }: io.ModelJSON): { paths: string[]; weight: Record<string, unknown> } {
  return { paths: group?.paths as string[], weight: group?.weights[0] as unknown as Record<string, unknown> };
}

/** A checkpoint of the model, in a directory of its own. */
async function savedModel(): Promise<string> {
  const path = join(temporaryDirectory(), 'saved');
  await onlyLayer().save(fileHandler(path));
  return path;
}

async function savedBackup(): Promise<string> {
  const path = join(temporaryDirectory(), 'saved');
  const stopping = new EarlyStopping({ monitor: 'loss', restoreBestWeights: true });
  const backup = new BackupAndRestore(path, { callbacks: [stopping], deleteCheckpoint: false });
  await feedEpochs([backup, stopping], onlyLayer(), losses(2, 1));
  return path;
}

interface Reader {
  what: string;
  save: () => Promise<string>;
  read: (path: string) => Promise<unknown>;
  message: (path: string, fault: string) => string;
}

const damagedFor = (owner: string) => (path: string, fault: string) =>
  `${owner}: the checkpoint in "${path}" is damaged: ${fault}. Load another checkpoint, or save this one again.`;

const READERS: Reader[] = [
  { what: 'loadModel', save: savedModel, read: loadModel, message: damagedFor('loadModel') },
  {
    what: 'loadWeights',
    save: savedModel,
    read: (path) => loadWeights(onlyLayer(), path),
    message: damagedFor('loadWeights'),
  },
  {
    what: 'fileHandler().load',
    save: savedModel,
    read: async (path) => fileHandler(path).load?.(),
    message: damagedFor('fileHandler'),
  },
  {
    what: 'BackupAndRestore.restore',
    save: savedBackup,
    read: (path) => new BackupAndRestore(path, { callbacks: [new EarlyStopping()] }).restore(onlyLayer()),
    message: (path, fault) =>
      `BackupAndRestore: cannot go on from "${path}" (${fault}). ` +
      'Remove the directory to begin from the start, or pass another one.',
  },
];

describe.each(READERS)('$what refuses', ({ save, read, message }) => {
  /** What it throws; it has neither taken a second of the processor nor memory. */
  const faultOf = async (path: string) => {
    const [begin, before] = [process.cpuUsage(), process.memoryUsage()];
    const error: Error = await read(path).then(
      () => new Error('no error'),
      (one) => one,
    );
    const [{ user, system }, after] = [process.cpuUsage(begin), process.memoryUsage()];
    expect(user + system).toBeLessThan(1_000_000);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * MB);
    expect(after.rss - before.rss).toBeLessThan(64 * MB);
    return error.message;
  };

  const UNBELIEVABLE: [string, object, string][] = [
    ['a shape of 1e12', { shape: [1e12] }, 'BIN should have SIZE bytes and has'],
    [
      'a shape whose product no number holds',
      { shape: Array(40).fill(2 ** 53 - 1) },
      'BIN should have Infinity bytes and has',
    ],
    [
      'a shape that overflows and is empty',
      { shape: [...Array(40).fill(2 ** 53 - 1), 0] },
      'BIN should have NaN bytes and has',
    ],
    ['1e12 strings', { shape: [1e12], dtype: 'string' }, 'BIN should have SIZE bytes or more and has'],
    ['a negative length', { shape: [-1] }, 'its weight only/kernel has no valid shape'],
    ['a fraction as length', { shape: [0.5] }, 'its weight only/kernel has no valid shape'],
    ['a length beyond whole numbers', { shape: [2 ** 53] }, 'its weight only/kernel has no valid shape'],
    ['a text as length', { shape: ['2'] }, 'its weight only/kernel has no valid shape'],
    ['an object as shape', { shape: { length: 1 } }, 'its weight only/kernel has no valid shape'],
    ['another shape', { shape: [3, 1] }, 'BIN should have'],
    ['a dtype of quantized values', { dtype: 'uint8' }, 'its weight only/kernel has the unknown dtype uint8'],
    [
      'an inherited name as dtype',
      { dtype: 'constructor' },
      'its weight only/kernel has the unknown dtype constructor',
    ],
    ['no quantization', { quantization: null }, 'its weight only/kernel has the unknown dtype undefined'],
    [
      'a scale of NaN',
      { quantization: { dtype: 'uint8', scale: Number.NaN, min: 0 } },
      'its weight only/kernel has no valid quantization',
    ],
    [
      'a scale that is a text',
      { quantization: { dtype: 'uint8', scale: '1', min: 0 } },
      'its weight only/kernel has no valid quantization',
    ],
    [
      'no smallest value',
      { quantization: { dtype: 'uint16', scale: 1 } },
      'its weight only/kernel has no valid quantization',
    ],
    [
      'float16 as int32',
      { dtype: 'int32', quantization: { dtype: 'float16' } },
      'its weight only/kernel has no valid quantization',
    ],
    [
      'quantized booleans',
      { dtype: 'bool', quantization: { dtype: 'uint8', scale: 1, min: 0 } },
      'its weight only/kernel has no valid quantization',
    ],
    [
      'an inherited name as quantization',
      { quantization: { dtype: 'toString' } },
      'its weight only/kernel has the unknown dtype toString',
    ],
  ];
  test.each(UNBELIEVABLE)('%s, before anything is allocated', async (_, change, fault) => {
    const path = await save();
    const bin = weightsFile(path).split('/').at(-1) as string;
    tamper(path, (json) => Object.assign(firstIn(json).weight, change));
    const rest = readFileSync(weightsFile(path)).length - 8;
    const expected = fault.replace('BIN', bin).replace('SIZE', String(4e12 + rest));
    const [start, end] = message(path, `${expected}…`).split('…') as [string, string];
    const error = await faultOf(path);
    expect(error.startsWith(start)).toBe(true);
    expect(error.endsWith(end)).toBe(true);
    expect(error.slice(start.length, -end.length)).toMatch(/^( ?\d+( bytes and has \d+)?)?$/);
  });

  test.each(['../outside.bin', 'folder/../../outside.bin', 'link.bin', 'linked/outside.bin'])(
    'weights at %s',
    async (name) => {
      const path = await save();
      writeFileSync(join(path, '..', 'outside.bin'), readFileSync(weightsFile(path)));
      mkdirSync(join(path, 'folder'));
      symlinkSync('../outside.bin', join(path, 'link.bin'));
      symlinkSync('..', join(path, 'linked'));
      tamper(path, (json) => firstIn(json).paths.splice(0, 1, name));
      expect(await faultOf(path)).toBe(message(path, `${name} lies outside the directory`));
    },
  );

  test('weights at an absolute path, which is taken as one in the directory', async () => {
    const path = await save();
    const outside = join(path, '..', 'outside.bin');
    writeFileSync(outside, readFileSync(weightsFile(path)));
    tamper(path, (json) => firstIn(json).paths.splice(0, 1, outside));
    expect(await faultOf(path)).toBe(message(path, `${outside} is missing`));
  });

  test('a path with a NUL', async () => {
    const path = await save();
    tamper(path, (json) => firstIn(json).paths.splice(0, 1, 'weights.bin\0.txt'));
    expect(await faultOf(path)).toContain('without null bytes');
  });

  test.each(['weights', 'model.json'])('%s that would keep a reader waiting for ever', async (what) => {
    const path = await save();
    const name = what === 'weights' ? 'pipe' : what;
    if (what === 'weights') tamper(path, (json) => firstIn(json).paths.splice(0, 1, name));
    else rmSync(join(path, name));
    execFileSync('mkfifo', [join(path, name)]);
    expect(await faultOf(path)).toBe(message(path, `${name} is not a file`));
  });

  test.each(['../model.json', '/dev/zero'])('a model.json that is a link to %s', async (target) => {
    const path = await save();
    writeFileSync(join(path, '..', 'model.json'), readFileSync(join(path, 'model.json')));
    rmSync(join(path, 'model.json'));
    symlinkSync(target, join(path, 'model.json'));
    expect(await faultOf(path)).toBe(message(path, 'model.json lies outside the directory'));
  });

  test('a model.json that is larger than any model needs', async () => {
    const path = await save();
    truncateSync(join(path, 'model.json'), 200 * MB);
    expect(await faultOf(path)).toBe(
      message(path, `model.json has ${200 * MB} bytes, more than the ${LIMIT_OF_JSON} that are allowed`),
    );
  });

  test('a hundred thousand lists within each other', async () => {
    const path = await save();
    const nested = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
    writeFileSync(join(path, 'model.json'), `{"weightsManifest":${nested}}`);
    expect(await faultOf(path)).toBe(message(path, 'its weightsManifest has no list of paths'));
  });
});

test('a topology of many lists within each other is an error', async () => {
  const path = await savedModel();
  const json = unsealed(join(path, 'model.json'));
  const nested = `${'['.repeat(1e5)}${']'.repeat(1e5)}`;
  writeFileSync(join(path, 'model.json'), json.replace('"units":1', `"units":${nested}`));
  await expect(loadModel(path)).rejects.toThrow(/^loadModel: the model in ".*" cannot be built \(Maximum call stack/);
});

test('strings are no weights of a layer', async () => {
  const path = await savedModel();
  const bytes = new Uint8Array(8 + 4); // Two empty strings and a bias.
  tamper(path, (json) => {
    const { paths, weight } = firstIn(json);
    paths.splice(0, 1, 'strings.bin');
    weight.dtype = 'string';
  });
  writeFileSync(join(path, 'strings.bin'), bytes);
  await expect(loadWeights(onlyLayer(), path)).rejects.toThrow(
    `loadWeights: the weights in "${path}" do not fit the model: only/kernel is string [2,1] there and float32 [2,1] in ` +
      'the model. Build the model as it was when it was saved.',
  );
});

describe('names are data', () => {
  const POISON = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1';

  test.each([
    ['model.json itself', '{'],
    ['the topology', '"config":{'],
    ['how it was compiled', '"trainingConfig":{'],
    ['the optimizer', '"optimizer_config":{'],
    ['a weight', '{"name":"only/kernel",'],
  ])('in %s', async (_, place) => {
    const path = join(temporaryDirectory(), 'saved');
    await feedEpochs(new ModelCheckpoint(path), onlyLayer(), losses(1));
    const file = join(path, 'model.json');
    const json = unsealed(file).replace(place, `${place}${POISON},`);
    expect(json).toContain(POISON);
    writeFileSync(file, json);
    await Promise.allSettled([loadModel(path), fileHandler(path).load?.()]);
    await loadWeights(onlyLayer(), path);
  });

  test.each(['__proto__', 'constructor', 'toString'])('the weight, the metric and the class %s', async (name) => {
    const root = temporaryDirectory();
    const checkpoint = new ModelCheckpoint(join(root, '{epoch}'), { monitor: name, mode: 'min' });
    await feedEpochs(checkpoint, onlyLayer(), [
      { loss: 1, [name]: 2 },
      { loss: 1, [name]: 1 },
    ]);
    for (const { metrics } of listedIn(root)) expect(Object.keys(metrics).sort()).toEqual([name, 'loss'].sort());
    expect(await bestCheckpoint(root, { monitor: name, mode: 'min' })).toBe(join(root, '2'));
    tamper(join(root, '1'), (json) => Object.assign(firstIn(json).weight, { name }));
    await expect(loadWeights(toyModel(), join(root, '1'))).rejects.toThrow(`is not among ${name}, only/bias`);
    const text = unsealed(join(root, '2', 'model.json'));
    writeFileSync(join(root, '2', 'model.json'), text.replace('"class_name":"Dense"', `"class_name":"${name}"`));
    await expect(loadModel(join(root, '2'))).rejects.toThrow(
      `loadModel: the model in "${join(root, '2')}" cannot be built (`,
    );
    await expect(loadModel(join(root, '1'), { customObjects: JSON.parse(`{"${name}":{}}`) })).rejects.toThrow(
      `loadModel: option \`customObjects\` has no class under \`${name}\`. Pass { ${name}: class }.`,
    );
  });

  test('a metric that no checkpoint has is not found among what objects inherit', async () => {
    const root = temporaryDirectory();
    await feedEpochs(new ModelCheckpoint(join(root, '{epoch}')), onlyLayer(), losses(1));
    for (const monitor of ['__proto__', 'constructor', 'toString']) {
      expect(await bestCheckpoint(root, { monitor, mode: 'max' })).toBeUndefined();
    }
  });

  test('in a backup, and in the states of its callbacks', async () => {
    const path = await savedBackup();
    const file = join(path, 'model.json');
    const text = unsealed(file);
    for (const place of ['"callbacks":[{', '"facts":{', '"values":{', '"metrics":{', '"@cb/checkpoint":{']) {
      expect(text).toContain(place);
      writeFileSync(file, text.replace(place, `${place}${POISON},`).replace(',}', '}'));
      const stopping = new EarlyStopping({ monitor: 'loss', restoreBestWeights: true });
      const model = onlyLayer();
      const { initialEpoch } = await new BackupAndRestore(path, { callbacks: [stopping] }).restore(model);
      expect(initialEpoch).toBe(2);
      await feedEpochs(stopping, model, losses(0), { initialEpoch });
      expect(stopping.best).toBe(0);
    }
  });
});

describe('an index that lies', () => {
  /** A root with a whole checkpoint of ours, and a model of somebody else beside it. */
  const rootWith = async (change: (entry: Record<string, unknown>, root: string) => unknown) => {
    const root = join(temporaryDirectory(), 'root');
    await feedEpochs(new ModelCheckpoint(join(root, '{epoch}')), onlyLayer(), losses(1));
    await onlyLayer().save(fileHandler(join(root, '..', 'theirs')));
    const file = join(root, 'checkpoints.json');
    const index = JSON.parse(readFileSync(file, 'utf8'));
    change(index.checkpoints[0], root);
    writeFileSync(file, JSON.stringify(index));
    return root;
  };

  test.each([
    { path: '../theirs' },
    { path: '/etc' },
    { path: 'a/../../theirs' },
    { path: '1\0' },
    { path: 'C:\\theirs' },
    { path: '..\\theirs' },
    { path: '' },
    { path: '.' },
    { path: 5 },
    { path: null },
    { files: null },
    { files: [null] },
    { files: [{ name: '../theirs/model.json', size: 1, sha256: 'a'.repeat(64) }] },
    { files: [{ name: 'notes.txt', size: 1, sha256: 'a'.repeat(64) }] },
    { files: [{ name: 'model.json', size: Number.MAX_VALUE, sha256: 'a'.repeat(64) }] },
    { files: [{ name: 'model.json', size: 1, sha256: '' }] },
    { epoch: -1 },
    { epoch: '1' },
    { metrics: [], savedAt: 'never' },
    { format: 'exe' },
  ])('with %j is passed over, and what is there is found', async (lie) => {
    const root = await rootWith((entry) => Object.assign(entry, lie));
    expect(await latestCheckpoint(root)).toBe(join(root, '1'));
    expect(await bestCheckpoint(root, { monitor: 'loss' })).toBe(join(root, '1'));
  });

  test.each([
    '[]',
    'null',
    '{}',
    '5',
    '{"version":1,"checkpoints":{}}',
    '{"version":1,"checkpoints":[null]}',
    '['.repeat(1e6),
  ])('of other content (%.40s) is passed over', async (text) => {
    const root = await rootWith(() => {});
    writeFileSync(join(root, 'checkpoints.json'), text);
    expect(await latestCheckpoint(root)).toBe(join(root, '1'));
  });

  test.each(['a pipe', 'a link elsewhere', 'a large file'])('that is %s is passed over', async (what) => {
    const root = await rootWith(() => {});
    const file = join(root, 'checkpoints.json');
    rmSync(file);
    if (what === 'a pipe') execFileSync('mkfifo', [file]);
    else if (what === 'a link elsewhere') symlinkSync('/dev/zero', file);
    else {
      writeFileSync(file, '');
      truncateSync(file, 200 * MB);
    }
    const before = process.memoryUsage().rss;
    expect(await latestCheckpoint(root)).toBe(join(root, '1'));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MB);
  });

  test('a model.json that would keep a search waiting is passed over', async () => {
    const root = await rootWith(() => {});
    mkdirSync(join(root, '2'));
    execFileSync('mkfifo', [join(root, '2', 'model.json')]);
    expect(await latestCheckpoint(root)).toBe(join(root, '1'));
  });

  test('a model.json that would keep a start waiting is passed over, with what lies beside it', async () => {
    const root = await rootWith(() => {});
    mkdirSync(join(root, '2'));
    execFileSync('mkfifo', [join(root, '2', 'model.json')]);
    const orphans = ['a', 'b'].map((letter) => `weights.${letter.repeat(16)}-0123456789ab.bin`);
    for (const name of orphans) writeFileSync(join(root, '2', name), '');
    await feedEpochs(new ModelCheckpoint(join(root, '{epoch}')), onlyLayer(), losses(1), { initialEpoch: 6 });
    expect(readdirSync(join(root, '2')).sort()).toEqual(['model.json', ...orphans]);
  });

  /** Lets a better checkpoint displace what a state says is kept. @returns the warnings */
  const displace = async (root: string, name: string) => {
    const checkpoint = new ModelCheckpoint(join(root, '{epoch}'), { monitor: 'loss', saveTopK: 1 });
    const { values } = checkpoint.getState();
    const [{ savedAt }] = JSON.parse(readFileSync(join(root, 'checkpoints.json'), 'utf8')).checkpoints;
    const kept = [{ name: join(root, name), moment: { epoch: 0, logs: {} }, value: 9, savedAt }];
    checkpoint.setState({ values: { ...values, kept } });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await feedEpochs(checkpoint, onlyLayer(), losses(1), { initialEpoch: 6 });
    const warnings = warn.mock.calls.map(([message]) => message);
    warn.mockRestore();
    expect(existsSync(join(root, '7', 'model.json'))).toBe(true);
    return warnings;
  };
  const everythingIn = (path: string) => readdirSync(path).map((name) => [name, sha256(join(path, name))]);
  const filesOf = (path: string) =>
    readdirSync(path).map((name) => {
      const bytes = readFileSync(join(path, name));
      return { name, size: bytes.length, sha256: sha256(join(path, name)) };
    });

  test('that is right about a model of somebody else does not lead there', async () => {
    const root = await rootWith((entry, place) => {
      const files = filesOf(join(place, '..', 'theirs'));
      Object.assign(entry, { path: '../theirs', files, savedAt: '2999-01-01T00:00:00Z' });
    });
    expect(await latestCheckpoint(root)).toBe(join(root, '1'));
  });

  test('retention removes what the index rightly says is ours', async () => {
    const root = await rootWith(() => {});
    expect(await displace(root, '1')).toEqual([]);
    expect(existsSync(join(root, '1'))).toBe(false);
  });

  test('retention leaves what was changed since', async () => {
    const root = await rootWith(() => {});
    damage(weightsFile(join(root, '1')));
    const before = everythingIn(join(root, '1'));
    expect(await displace(root, '1')).toEqual([]);
    expect(everythingIn(join(root, '1'))).toEqual(before);
  });

  test('retention removes nothing outside, whatever state and index say', async () => {
    const root = await rootWith((entry, place) => {
      Object.assign(entry, { path: '../theirs', files: filesOf(join(place, '..', 'theirs')) });
    });
    const theirs = join(root, '..', 'theirs');
    const before = everythingIn(theirs);
    expect(await displace(root, '../theirs')).toEqual([]);
    expect(everythingIn(theirs)).toEqual(before);
  });

  test('retention follows no link', async () => {
    const root = await rootWith((entry, place) => {
      symlinkSync('../theirs', join(place, 'link'));
      Object.assign(entry, { path: 'link', files: filesOf(join(place, '..', 'theirs')) });
    });
    const theirs = join(root, '..', 'theirs');
    const before = everythingIn(theirs);
    const warnings = await displace(root, 'link');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /^ModelCheckpoint: cannot remove the checkpoint ".*\/link" \(link\/.* lies outside the directory\)\.$/,
    );
    expect(everythingIn(theirs)).toEqual(before);
  });

  test('retention leaves files that are none of a checkpoint', async () => {
    const root = await rootWith((entry, place) => {
      writeFileSync(join(place, '1', 'notes.txt'), 'mine');
      Object.assign(entry, { files: filesOf(join(place, '1')) });
    });
    expect(await displace(root, '1')).toEqual([]);
    expect(readFileSync(join(root, '1', 'notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(root, '1', 'model.json'))).toBe(true);
  });
});

describe('a state of a callback with values of other types', () => {
  const WRONG: JSONValue[] = [
    null,
    true,
    'x',
    [],
    {},
    [1],
    [null],
    { a: 1 },
    -1,
    JSON.parse('{"__proto__":{"polluted":1}}'),
    [{ name: 5, moment: { epoch: 0, logs: {} }, value: 9 }],
    [{ name: '1', moment: { epoch: 'x', logs: {} }, value: 1 }],
    [{ name: '1', moment: { epoch: 0, logs: null }, value: 1 }],
  ];
  const KEPT = 'ModelCheckpoint: the state does not say which checkpoints are kept. Pass what getState() gave.';
  const MAKERS = [
    () => new EarlyStopping({ monitor: 'loss', patience: 3, restoreBestWeights: true }),
    () => new ReduceLROnPlateau({ monitor: 'loss', restoreBestWeights: true }),
    () => new ModelCheckpoint(join(temporaryDirectory(), '{epoch}'), { monitor: 'loss', saveTopK: 2 }),
  ];
  test.each(MAKERS)('is refused before training, or harmless', async (make) => {
    const { values } = make().getState();
    for (const name of Object.keys(values)) {
      for (const wrong of WRONG) {
        const callback = make();
        let trained = 0;
        const run = async () => {
          callback.setState({ values: { ...values, [name]: wrong } });
          await feedEpochs(callback, compiledModel(), losses(1, 2, 2), { train: () => trained++ });
        };
        const message = await run().then(
          () => undefined,
          (error: Error) => error.message,
        );
        const owner = callback.constructor.name;
        const where = `${owner} with ${name} ${JSON.stringify(wrong)}`;
        if (message === undefined) expect(trained, where).toBe(3);
        else {
          expect(trained, where).toBe(0);
          const isOfState =
            message.startsWith(`${owner}: the state `) &&
            message.endsWith('getState() gave, with tensors as its weights.');
          expect(isOfState || message === KEPT, `${where}: ${message}`).toBe(true);
        }
      }
    }
  });

  test('best weights of another model are refused before training', async () => {
    const path = await savedBackup();
    tamper(path, ({ weightsManifest: [group] }) => {
      const last = group?.weights.at(-1) as { group?: string };
      expect(last.group).toBe('callback 0');
      last.group = 'callback 9';
    });
    const stopping = new EarlyStopping({ monitor: 'loss', restoreBestWeights: true });
    const model = onlyLayer();
    await new BackupAndRestore(path, { callbacks: [stopping] }).restore(model);
    await expect(feedEpochs(stopping, model, losses(1))).rejects.toThrow(
      'WeightSnapshot: the model has 2 weights, and 1 were given. Pass the values of a model of the same shape.',
    );
    await stopping.dispose();
  });
});
