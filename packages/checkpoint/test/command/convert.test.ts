import '@cb-tooling/backend';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPTIMIZERS } from '@cb-tooling/backend/optimizers';
import { type Optimizer, ones, train as optimizers, randomUniform } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { BackupAndRestore, fileHandler, loadModel, loadWeights, ModelCheckpoint } from '../../src/index.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { predictions, stateOf, toyModel, train } from '../toy-model.js';
import { run } from './run.js';

const WHOLE = ['', '.keras', '.h5', '.hdf5'];
const WEIGHTS = ['.weights.h5', '.safetensors'];
const ENDINGS = [...WHOLE, ...WEIGHTS];
const DONE = { code: 0, out: [], err: [] };
const LAYERS_ALONE = 'cb-checkpoint: a file of weights alone leaves out the layers';
const ALL_ALONE = `${LAYERS_ALONE}, how the model was compiled, and the state of the optimizer.`;

/** A model that was trained, and its checkpoint. */
async function saved(ending: string, saveWeightsOnly = false, optimizer: Optimizer | string = 'adam') {
  const directory = temporaryDirectory();
  const source = join(directory, `source${ending}`);
  const model = toyModel({ optimizer });
  await train(model, 2, [new ModelCheckpoint(source, { saveWeightsOnly })]);
  return { directory, source, model };
}

async function statesOf(...models: LayersModel[]): Promise<number[][][]> {
  return Promise.all(models.map(async ({ optimizer }) => (await stateOf(optimizer)).map(([, values]) => values)));
}

describe.each(WHOLE)('a whole model in "%s"', (from) => {
  test.each(WHOLE)('becomes one in "%s" that goes on training with the same bits', async (to) => {
    const { directory, source, model } = await saved(from);
    const target = join(directory, `target${to}`);
    expect(await run('convert', source, target)).toEqual(DONE);
    const loaded = await loadModel(target);
    expect(predictions(loaded)).toEqual(predictions(model));
    await train(model, 3, [], 2);
    await train(loaded, 3, [], 2);
    expect(predictions(loaded)).toEqual(predictions(model));
    const [own, other] = await statesOf(model, loaded);
    expect(other).toEqual(own);
  });

  test.each(WEIGHTS)('becomes weights in "%s", and what is left out is said', async (to) => {
    const { directory, source, model } = await saved(from);
    const target = join(directory, `target${to}`);
    expect(await run('convert', source, target)).toEqual({ ...DONE, err: [ALL_ALONE] });
    const other = toyModel();
    await loadWeights(other, target);
    expect(predictions(other)).toEqual(predictions(model));
    expect(readFileSync(target, 'latin1')).not.toContain('optimizer');
  });

  test.each(WHOLE)('keeps the metadata of its user in "%s"', async (to) => {
    const directory = temporaryDirectory();
    const [source, target] = [join(directory, `source${from}`), join(directory, `target${to}`)];
    const model = toyModel();
    model.setUserDefinedMetadata({ labels: ['Äpfel', 'Birnen'] });
    await model.save(fileHandler(source));
    expect(await run('convert', source, target)).toEqual(DONE);
    expect((await loadModel(target)).getUserDefinedMetadata()).toEqual({ labels: ['Äpfel', 'Birnen'] });
  });

  test('keeps what is known of the checkpoint, so that it is listed', async () => {
    const { directory, source } = await saved(from);
    for (const to of ENDINGS) await run('convert', source, join(directory, `to${to}`));
    const { out } = await run('ls', directory, '--json');
    const [first, ...others] = JSON.parse(out.join('\n'));
    expect(others.map(({ path }: { path: string }) => path).sort()).toEqual(ENDINGS.map((to) => `to${to}`).sort());
    for (const { path: _, format, files, size, ...facts } of others) expect(first).toMatchObject(facts);
  });
});

describe.each(['', '.h5', ...WEIGHTS])('weights alone in "%s"', (from) => {
  test.each(WHOLE)('become a model in "%s" with the layers of another checkpoint, freshly compiled', async (to) => {
    const { directory, source, model } = await saved(from, true);
    const { source: whole } = await saved('', false, 'adamax');
    const target = join(directory, `target${to}`);
    expect(await run('convert', source, target, '--model', whole)).toEqual(DONE);
    const loaded = await loadModel(target);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect([loaded.optimizer.getClassName(), loaded.optimizer.iterations]).toEqual(['Adamax', 0]);
    model.compile({ optimizer: 'adamax', loss: 'meanSquaredError' });
    await train(model, 1);
    await train(loaded, 1);
    expect(predictions(loaded)).toEqual(predictions(model));
    const { out } = await run('ls', directory, '--json');
    expect(JSON.parse(out.join('\n')).map(({ epoch }: { epoch: number }) => epoch)).toEqual([2, 2]);
  });

  test.each(WEIGHTS)('become weights in "%s" with the layers of another checkpoint', async (to) => {
    const { directory, source, model } = await saved(from, true);
    const { source: whole } = await saved('.keras');
    const target = join(directory, `target${to}`);
    expect(await run('convert', source, target, '--model', whole)).toEqual(DONE);
    const other = toyModel();
    await loadWeights(other, target);
    expect(predictions(other)).toEqual(predictions(model));
  });

  test.each(ENDINGS)('need the whole model for "%s"', async (to) => {
    const { directory, source, model } = await saved(from, true);
    const target = join(directory, `target${to}`);
    const outcome = await run('convert', source, target);
    if (from === '' && to === '') {
      expect(outcome).toEqual(DONE);
      const other = toyModel();
      await loadWeights(other, target);
      expect(predictions(other)).toEqual(predictions(model));
      return;
    }
    const message =
      `cb-checkpoint: "${source}" holds weights alone, and does not say which layers they belong to. ` +
      'Pass --model with a checkpoint that holds the whole model.';
    expect(outcome).toEqual({ code: 1, out: [], err: [message] });
    expect(existsSync(target)).toBe(false);
  });
});

const ADAMAX: (typeof OPTIMIZERS)[number] = ['Adamax', () => optimizers.adamax(0.02, 0.8, 0.99)];

describe.each([...OPTIMIZERS.filter(([name]) => name !== 'Adamax'), ADAMAX])(
  'a model that trains with %s',
  (name, optimizer) => {
    test('goes on training after a way through all formats', async () => {
      const { directory, source, model } = await saved('', false, optimizer());
      const path = (ending: string) => join(directory, `m${ending}`);
      const differs =
        'cb-checkpoint: training that goes on with Adadelta takes other steps than before, because TensorFlow.js divides ' +
        'a gradient by those before it, and Keras by it too.';
      const err = name === 'Adadelta' ? [differs] : [];
      expect(await run('convert', source, path('.keras'))).toEqual({ ...DONE, err });
      expect(await run('convert', path('.keras'), path('.h5'))).toEqual(DONE);
      expect(await run('convert', path('.h5'), path(''))).toEqual({ ...DONE, err });
      const loaded = await loadModel(path(''));
      expect(predictions(loaded)).toEqual(predictions(model));
      await train(model, 3, [], 2);
      await train(loaded, 3, [], 2);
      // Keras keeps momentum multiplied by the learning rate.
      for (const [index, value] of predictions(loaded).entries()) {
        expect(value).toBeCloseTo(predictions(model)[index] as number, name.startsWith('Momentum') ? 6 : 15);
      }
    });
  },
);

test('a model of Keras that trains with Adamax is a directory that TensorFlow.js itself loads', async () => {
  const { directory, source, model } = await saved('.keras', false, 'adamax');
  expect(await run('convert', source, join(directory, 'target'))).toEqual(DONE);
  const loaded = await loadLayersModel(fileHandler(join(directory, 'target')));
  expect(predictions(loaded)).toEqual(predictions(model));
});

test('weights that are trained come before the others, in whatever order the whole model has them', async () => {
  const directory = temporaryDirectory();
  const normalized = () => {
    const own = [layers.batchNormalization({ inputShape: [2] }), layers.batchNormalization()];
    const model = sequential({ layers: own });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    return model;
  };
  const [model, other] = [normalized(), normalized()];
  await trainToTwo(model, [new ModelCheckpoint(join(directory, 'weights'), { saveWeightsOnly: true })]);
  const weightSpecs = other.layers.flatMap(({ weights }) =>
    weights.map(({ originalName: name }) => ({ name, shape: [2], dtype: 'float32' as const })),
  );
  const weightData = new Float32Array(16).buffer;
  const modelTopology = other.toJSON(null, false) as object;
  await fileHandler(join(directory, 'whole')).save?.({ modelTopology, weightSpecs, weightData });
  for (const to of ['target', 'target.keras', 'target.h5']) {
    expect(
      await run('convert', join(directory, 'weights'), join(directory, to), '--model', join(directory, 'whole')),
    ).toEqual(DONE);
    expect(predictions(await loadModel(join(directory, to)))).toEqual(predictions(model));
  }
});

async function trainToTwo(model: LayersModel, callbacks: object[]): Promise<void> {
  await model.fit(randomUniform([8, 2], 0, 1, 'float32', 1), ones([8, 2]), {
    verbose: 0,
    callbacks: callbacks as never,
  });
}

describe('what cannot be carried is named', () => {
  test('an optimizer that Keras lacks', async () => {
    const { directory, source } = await saved('', false, optimizers.adamax(0.02, 0.8, 0.99, undefined, 0.01));
    const message =
      "cb-checkpoint: a file of Keras leaves out how the model was compiled, because Keras's Adamax has no decay, which " +
      'is 0.01. Compile it again in Keras.';
    expect(await run('convert', source, join(directory, 'm.keras'))).toEqual({ ...DONE, err: [message] });
  });

  test('what a backup has beside the weights', async () => {
    const directory = temporaryDirectory();
    const path = (name: string) => join(directory, name);
    const model = toyModel();
    const best = () => new ModelCheckpoint(path('best'), { saveBestOnly: true });
    const callbacks = [best()];
    await train(model, 2, [...callbacks, new BackupAndRestore(path('backup'), { callbacks, deleteCheckpoint: false })]);
    for (const to of ['m.keras', 'm.safetensors', 'm']) {
      expect(await run('convert', path('backup'), path(to), '--model', path('best'))).toEqual({
        ...DONE,
        err: [
          'cb-checkpoint: a conversion with --model leaves out the state of the optimizer and the state of the callbacks.',
        ],
      });
      const loaded = toyModel();
      await loadWeights(loaded, path(to));
      expect(predictions(loaded)).toEqual(predictions(model));
    }
    expect(await run('convert', path('backup'), path('copy'))).toEqual(DONE);
    const [before, after] = ['backup', 'copy'].map((name) => {
      const { userDefinedMetadata, weightsManifest } = JSON.parse(readFileSync(path(`${name}/model.json`), 'utf8'));
      return { userDefinedMetadata, weights: weightsManifest[0].weights };
    });
    expect(after).toEqual(before);
    const restored = toyModel();
    const backup = new BackupAndRestore(path('copy'), { callbacks: [best()] });
    expect(await backup.restore(restored)).toMatchObject({ initialEpoch: 2 });
    expect(predictions(restored)).toEqual(predictions(model));
  });

  test('a layer that Keras lacks', async () => {
    const directory = temporaryDirectory();
    const [source, target] = [join(directory, 'source'), join(directory, 'target.keras')];
    const model = sequential({
      layers: [layers.dense({ units: 1, inputShape: [2], activation: 'hardSigmoid', name: 'd' })],
    });
    await model.save(fileHandler(source));
    expect(await run('convert', source, target)).toEqual(
      refused(
        'a .keras file cannot hold the model: its Dense d has `activation` hard_sigmoid, which is another function in ' +
          "Keras 3. Build it with `activation: 'sigmoid'`, or save weights only, or save to a path without this ending, " +
          'which is a TensorFlow.js directory.',
      ),
    );
    expect(readdirSync(directory)).toEqual(['source']);
    expect(await run('convert', source, join(directory, 'target.safetensors'))).toEqual({
      ...DONE,
      err: [`${LAYERS_ALONE}.`],
    });
  });

  test.each([
    ['of dtype bool', { dtype: 'bool' as const }, 1],
    [
      'of dtype float32, quantized',
      { dtype: 'float32' as const, quantization: { dtype: 'uint8' as const, scale: 1, min: 0 } },
      1,
    ],
  ])('a weight %s', async (what, kind, bytes) => {
    const directory = temporaryDirectory();
    const source = join(directory, 'source');
    const weightSpecs = [{ name: 'd/bias', shape: [4], ...kind }];
    const modelTopology = toyModel().toJSON(null, false) as object;
    await fileHandler(source).save?.({ modelTopology, weightSpecs, weightData: new ArrayBuffer(4 * bytes) });
    for (const to of ['target', 'target.keras']) {
      expect(await run('convert', source, join(directory, to))).toEqual(
        refused(
          `cannot convert "${source}", because its weight d/bias is ${what}. ` +
            'Pass one whose weights are float32 or int32, and not quantized.',
        ),
      );
    }
  });

  test.each([
    ['a graph model', { node: [] }],
    ['what describes no layers', { class_name: 'Sequential', config: {} }],
  ])('%s', async (_, modelTopology) => {
    const directory = temporaryDirectory();
    const source = join(directory, 'source');
    await fileHandler(source).save?.({ modelTopology, format: 'graph-model' });
    expect(await run('convert', source, join(directory, 'target.keras'))).toEqual(
      refused(`"${source}" holds no layers model, but a graph model or something else. It cannot be converted.`),
    );
  });
});

describe('--model', () => {
  test('is refused where it is weights alone, or where the source is whole', async () => {
    const { directory, source } = await saved('.safetensors', true);
    const { source: whole } = await saved('.keras');
    const target = join(directory, 'target');
    expect(await run('convert', source, target, '--model', source)).toEqual(
      refused(`"${source}" holds weights alone. Pass --model with one that holds the whole model.`),
    );
    expect(await run('convert', whole, target, '--model', whole)).toEqual(
      refused(`"${whole}" holds the whole model. Leave --model out.`),
    );
    expect(existsSync(target)).toBe(false);
  });

  test('of another model is refused', async () => {
    const { directory, source } = await saved('', true);
    const other = join(directory, 'other');
    await sequential({ layers: [layers.dense({ units: 1, inputShape: [2], name: 'd' })] }).save(fileHandler(other));
    const { code, out, err } = await run('convert', source, join(directory, 'target.h5'), '--model', other);
    expect([code, out, err.length]).toEqual([1, [], 1]);
    expect(err[0]).toMatch(
      /^cb-checkpoint: the weights in ".*source" do not fit the model in ".*other": d\/kernel is not among dense_Dense\d+\/kernel, .*\. Pass a checkpoint of the model that they were saved of\.$/,
    );
    expect(readdirSync(directory).sort()).toEqual(['checkpoints.json', 'other', 'source']);
  });
});

describe('a TARGET that exists', () => {
  const contents = (path: string) => readdirSync(path).map((name) => [name, readFileSync(join(path, name))]);

  test.each(ENDINGS)('is refused in "%s", and replaced with --force', async (to) => {
    const { source, model } = await saved('');
    const { directory, source: target } = await saved(to, WEIGHTS.includes(to));
    const before = contents(to === '' ? target : directory);
    expect(await run('convert', source, target)).toEqual(
      refused(`"${target}" exists. Pass --force to replace it, or another TARGET.`),
    );
    expect(contents(to === '' ? target : directory)).toEqual(before);
    expect((await run('convert', source, target, '--force')).code).toBe(0);
    const loaded = toyModel();
    await loadWeights(loaded, target);
    expect(predictions(loaded)).toEqual(predictions(model));
    expect(contents(to === '' ? target : directory)).toHaveLength(before.length);
  });

  test('may be an empty directory, and a file or a directory of another kind is refused', async () => {
    const { directory, source } = await saved('');
    const path = (name: string) => join(directory, name);
    mkdirSync(path('empty'));
    expect(await run('convert', source, path('empty'))).toEqual(DONE);
    writeFileSync(path('file'), 'mine');
    expect(await run('convert', source, path('file'))).toEqual(
      refused(`"${path('file')}" exists. Pass --force to replace it, or another TARGET.`),
    );
    expect(await run('convert', source, path('file'), '--force')).toEqual(
      refused(
        `cannot save to "${path('file')}" (${path('file')} is a file, and should be a directory). Pass another path.`,
      ),
    );
    mkdirSync(path('folder.h5'));
    expect(await run('convert', source, path('folder.h5'))).toEqual(
      refused(`cannot save to "${path('folder.h5')}" (folder.h5 is a directory). Remove it, or pass another path.`),
    );
    expect(await run('convert', source, `${path('m.h5')}/`)).toEqual(
      refused(`TARGET is "${path('m.h5')}/". Leave the separator at its end out: its ending is that of a file.`),
    );
    expect(readFileSync(path('file'), 'utf8')).toBe('mine');
  });

  test('may be the source itself', async () => {
    const { source, model } = await saved('');
    expect(await run('convert', source, source, '--force')).toEqual(DONE);
    expect(predictions(await loadModel(source))).toEqual(predictions(model));
  });
});

describe('a SOURCE that cannot be read is said in one line, and nothing is written', () => {
  test.each(ENDINGS)('cut off, in "%s"', async (from) => {
    const { directory, source } = await saved(from, WEIGHTS.includes(from));
    truncateSync(from === '' ? join(source, 'model.json') : source, 50);
    const before = readdirSync(directory);
    const { code, out, err } = await run('convert', source, join(directory, 'target.keras'));
    expect([code, out, err.length]).toEqual([1, [], 1]);
    expect(err[0]).toMatch(/^cb-checkpoint: (cannot load|the checkpoint in) ".*(damaged|cut off).*\.$/);
    expect(readdirSync(directory)).toEqual(before);
  });

  test('missing', async () => {
    const path = join(temporaryDirectory(), 'none');
    expect(await run('convert', `${path}.h5`, `${path}.keras`)).toEqual(
      refused(`cannot load "${path}.h5" (none.h5 is missing). Pass another path.`),
    );
    expect(await run('convert', path, `${path}.keras`)).toEqual(
      refused(
        `there is no checkpoint in "${path}" (ENOENT: no such file or directory, open '${path}/model.json'). ` +
          'Pass a directory that holds a model.json.',
      ),
    );
  });
});

test('directories above the TARGET are made', async () => {
  const { directory, source, model } = await saved('');
  for (const to of ['a/b/m.keras', 'c/d']) {
    expect(await run('convert', source, join(directory, to))).toEqual(DONE);
    expect(predictions(await loadModel(join(directory, to)))).toEqual(predictions(model));
  }
});

function refused(message: string) {
  return { code: 1, out: [], err: [`cb-checkpoint: ${message}`] };
}
