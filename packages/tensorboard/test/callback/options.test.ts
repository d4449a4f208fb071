import '@cb-tooling/backend';
import { feedEpochs } from '@cb/core/testing';
import { ones, scalar, tensor2d } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { memorySink, TensorBoard, type TensorBoardOptions } from '../../src/index.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { smallModel, train } from '../training.js';
import { TRAINS_DENSE_ONLY } from './backend.js';

const x = tensor2d([[1], [2]]);
const SAMPLES = 'a tensor, or an array or an object of tensors';
const EPOCHS = 'Pass a whole number of epochs, 0 or more.';
const HPARAMS = 'Pass an object with a finite number, a string, true or false by name.';
const METADATA =
  "Pass an array of labels for all layers, or an object with labels or columns by the layer's name, columns as arrays " +
  'of strings or numbers by name.';

function errorOf(options: object): unknown {
  try {
    new TensorBoard(options as TensorBoardOptions);
  } catch (error) {
    return error;
  }
  return undefined;
}

const wrongType = (message: string) => new TypeError(`TensorBoard: option ${message}`);
const wrongValue = (message: string) => new RangeError(`TensorBoard: option ${message}`);

test.each([
  [
    'unknown',
    { profileBatch: 2 },
    wrongType(
      '`profileBatch` is unknown. Pass one of batchSize, embeddingsData, embeddingsFreq, embeddingsLayerNames, ' +
        'embeddingsMetadata, gradsData, histogramFreq, hparams, logDir, strict, updateFreq, writeGrads, writeGraph, ' +
        'writeImages, writeStepsPerSecond.',
    ),
  ],
  ['spelled in Python', { log_dir: 'x' }, wrongType('`log_dir` is unknown. Did you mean `logDir`?')],
  ['misspelled', { histogramFrq: 1 }, wrongType('`histogramFrq` is unknown. Did you mean `histogramFreq`?')],
  ['an empty path', { logDir: '' }, wrongValue('`logDir` is "". Pass a string that is not empty.')],
  ['no path', { logDir: 3 }, wrongType('`logDir` is 3. Pass a string.')],
  ['neither a path nor a sink', { logDir: {} }, wrongType('`logDir` is an object. Pass a string.')],
  ['half an epoch', { histogramFreq: 0.5 }, wrongValue(`\`histogramFreq\` is 0.5. ${EPOCHS}`)],
  ['a text', { histogramFreq: '1' }, wrongType(`\`histogramFreq\` is "1". ${EPOCHS}`)],
  ['negative', { embeddingsFreq: -1 }, wrongValue(`\`embeddingsFreq\` is -1. ${EPOCHS}`)],
  ['no sample', { batchSize: 0 }, wrongValue('`batchSize` is 0. Pass a whole number of samples, 1 or more.')],
  ['a number', { writeGraph: 1 }, wrongType('`writeGraph` is 1. Pass true or false.')],
  ['null', { writeGrads: null }, wrongType('`writeGrads` is null. Pass true or false.')],
  ['a word', { writeImages: 'yes' }, wrongType('`writeImages` is "yes". Pass true or false.')],
  ['zero', { writeStepsPerSecond: 0 }, wrongType('`writeStepsPerSecond` is 0. Pass true or false.')],
  ['an array', { strict: [] }, wrongType('`strict` is an array. Pass true or false.')],
  [
    'without data',
    { histogramFreq: 1, writeGrads: true },
    wrongValue(`\`writeGrads\` is true. Pass \`gradsData: [x, y]\` too, each ${SAMPLES}.`),
  ],
  [
    'without its frequency',
    { writeGrads: true, gradsData: [x, x] },
    wrongValue(
      '`writeGrads` is true. Pass `histogramFreq` too, the number of epochs between two times, or 0 for never.',
    ),
  ],
  [
    'without its frequency',
    { writeImages: true },
    wrongValue(
      '`writeImages` is true. Pass `histogramFreq` too, the number of epochs between two times, or 0 for never.',
    ),
  ],
  [
    'without its frequency',
    { embeddingsLayerNames: ['words'] },
    wrongValue(
      '`embeddingsLayerNames` is an array. ' +
        'Pass `embeddingsFreq` too, the number of epochs between two times, or 0 for never.',
    ),
  ],
  [
    'for a sink without files',
    { embeddingsFreq: 1, logDir: { open: () => {} } },
    wrongValue(
      '`embeddingsFreq` is 1. The sink in `logDir` has no writeFile(): pass one that has, or leave embeddings out.',
    ),
  ],
  [
    'a tensor alone',
    { gradsData: x },
    wrongType(`\`gradsData\` is an object. Pass [x, y], each ${SAMPLES}, as for fit().`),
  ],
  [
    'three',
    { gradsData: [x, x, x] },
    wrongType(`\`gradsData\` is an array. Pass [x, y], each ${SAMPLES}, as for fit().`),
  ],
  [
    'arrays',
    { gradsData: [[1], [2]] },
    wrongType(`\`gradsData\` is an array. Pass [x, y], each ${SAMPLES}, as for fit().`),
  ],
  [
    'numbers',
    { embeddingsFreq: 1, embeddingsData: [1, 2] },
    wrongType(`\`embeddingsData\` is an array. Pass ${SAMPLES}, as for fit().`),
  ],
  [
    'a name',
    { embeddingsLayerNames: 'words' },
    wrongType('`embeddingsLayerNames` is "words". Pass an array of layers\' names.'),
  ],
  [
    'a layer',
    { embeddingsLayerNames: [{}] },
    wrongType("`embeddingsLayerNames` has an object. Pass an array of layers' names."),
  ],
  [
    'holes',
    { embeddingsLayerNames: new Array(1) },
    wrongType("`embeddingsLayerNames` has undefined. Pass an array of layers' names."),
  ],
  ['a file', { embeddingsMetadata: 'words.tsv' }, wrongType(`\`embeddingsMetadata\` is "words.tsv". ${METADATA}`)],
  ['numbers', { embeddingsMetadata: [1, 2] }, wrongType(`\`embeddingsMetadata\` is an array. ${METADATA}`)],
  [
    'a file for a layer',
    { embeddingsMetadata: { words: 'words.tsv' } },
    wrongType(`\`embeddingsMetadata\` has "words.tsv" as \`words\`. ${METADATA}`),
  ],
  [
    'columns of no layer',
    { embeddingsMetadata: { count: [1, 2] } },
    wrongType(`\`embeddingsMetadata\` has an array as \`count\`. ${METADATA}`),
  ],
  [
    'a column that is none',
    { embeddingsMetadata: { words: { count: 2 } } },
    wrongType(`\`embeddingsMetadata\` has an object as \`words\`. ${METADATA}`),
  ],
  ['an array', { hparams: [1] }, wrongType(`\`hparams\` is an array. ${HPARAMS}`)],
  ['nested', { hparams: { units: [1, 2] } }, wrongType(`\`hparams\` has an array as \`units\`. ${HPARAMS}`)],
])('an option that is %s is an error: %o', (_what, options, error) => {
  expect(errorOf(options)).toEqual(error);
});

test.each([
  [0, RangeError, '0'],
  [-1, RangeError, '-1'],
  [1.5, RangeError, '1.5'],
  [Number.NaN, RangeError, 'NaN'],
  ['batches', RangeError, '"batches"'],
  [null, TypeError, 'null'],
  [true, TypeError, 'true'],
  [{}, TypeError, 'an object'],
])('updateFreq: %o is an error', (updateFreq, kind, shown) => {
  const remedy = "Pass 'epoch', 'batch', or a whole number of batches, 1 or more.";
  expect(errorOf({ updateFreq })).toEqual(new kind(`TensorBoard: option \`updateFreq\` is ${shown}. ${remedy}`));
});

function wordModel(): LayersModel {
  const model = sequential({
    layers: [
      layers.embedding({ inputDim: 6, outputDim: 2, inputLength: 1, name: 'words' }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 1, name: 'out' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

const six = ['a', 'b', 'c', 'd', 'e', 'f'];

test.each<[what: string, makeModel: () => LayersModel, options: TensorBoardOptions, message: string]>([
  [
    'a layer that the model lacks',
    wordModel,
    { embeddingsFreq: 1, embeddingsLayerNames: ['word'] },
    'option `embeddingsLayerNames` has "word", which is none of the layers of the model. Did you mean `words`?',
  ],
  [
    'a layer far from any of the model',
    wordModel,
    { embeddingsFreq: 1, embeddingsLayerNames: ['hidden'] },
    'option `embeddingsLayerNames` has "hidden", which is none of the layers of the model. Pass one of ' +
      'words_input, words, flat, out.',
  ],
  [
    'metadata of a layer that is not shown',
    wordModel,
    { embeddingsFreq: 1, embeddingsMetadata: { out: six } },
    'option `embeddingsMetadata` has "out", which is none of the layers to show. Pass one of words.',
  ],
  [
    'too few labels',
    wordModel,
    { embeddingsFreq: 1, embeddingsMetadata: ['a', 'b'] },
    'option `embeddingsMetadata` has 2 labels for the layer `words`, whose embedding has 6 rows. Pass one for each row.',
  ],
  [
    'a column that is too long',
    wordModel,
    { embeddingsFreq: 1, embeddingsMetadata: { words: { word: six, count: [1, 2, 3, 4, 5, 6, 7] } } },
    'option `embeddingsMetadata` has 7 cells in the column `count` for the layer `words`, whose embedding has 6 rows. ' +
      'Pass one for each row.',
  ],
  [
    'labels for other data',
    wordModel,
    { embeddingsFreq: 1, embeddingsLayerNames: ['out'], embeddingsData: x, embeddingsMetadata: six },
    'option `embeddingsMetadata` has 6 labels for the layer `out`, whose embedding has 2 rows. Pass one for each row.',
  ],
  [
    'no data for the outputs of a layer',
    wordModel,
    { embeddingsFreq: 1, embeddingsLayerNames: ['words', 'out'] },
    'option `embeddingsData` is undefined. The layer `out` has outputs to show, not weights: pass inputs of the model.',
  ],
  [
    'no embedding layer',
    smallModel,
    { embeddingsFreq: 1 },
    'option `embeddingsFreq` asks for embeddings, and the model has no embedding layer. ' +
      'Pass other layers in `embeddingsLayerNames`, with `embeddingsData`.',
  ],
  [
    'two inputs for a model with one',
    wordModel,
    { embeddingsFreq: 1, embeddingsLayerNames: ['out'], embeddingsData: [x, x] },
    'option `embeddingsData` has 2 tensors. Pass one for each of words_input.',
  ],
  [
    'an input of another name',
    wordModel,
    { histogramFreq: 1, writeGrads: true, gradsData: [{ images: x }, x] },
    'option `gradsData` has tensors for images. Pass one for each of words_input.',
  ],
  [
    'inputs and targets that do not agree',
    smallModel,
    { histogramFreq: 1, writeGrads: true, gradsData: [x, tensor2d([[1]])] },
    'option `gradsData` has tensors of 2 and 1 samples. Pass tensors of the same number of samples, 1 or more.',
  ],
  [
    'no sample',
    smallModel,
    { histogramFreq: 1, writeGrads: true, gradsData: [scalar(1), scalar(1)] },
    'option `gradsData` has tensors of 0 and 0 samples. Pass tensors of the same number of samples, 1 or more.',
  ],
  [
    'inputs of another shape',
    wordModel,
    { histogramFreq: 1, writeGrads: true, gradsData: [tensor2d([[1, 2]]), tensor2d([[1]])] },
    'option `gradsData` does not fit the model ("inputLength" is 1, but received input shape has shape 1,2). ' +
      'Pass [x, y] of the shapes that fit() takes.',
  ],
  [
    'targets of another shape',
    wordModel,
    {
      histogramFreq: 1,
      writeGrads: true,
      gradsData: [
        x,
        tensor2d([
          [1, 2],
          [3, 4],
        ]),
      ],
    },
    'option `gradsData` has targets of the shape [2,2] for the output `out`. Pass [samples, 1].',
  ],
])('%s is an error before training', async (_what, makeModel, options, message) => {
  const model = makeModel();
  const fit = train(model, [new TensorBoard({ logDir: temporaryDirectory(), ...options })]);
  await expect(fit).rejects.toThrow(new RangeError(`TensorBoard: ${message}`));
  expect(model.optimizer.iterations).toBe(0);
});

const UNUSED =
  'TensorBoard: option `embeddingsData` is not used: all layers shown are embedding layers, and their weights are ' +
  'shown. Name another layer in `embeddingsLayerNames`, or leave the data out.';

test.skipIf(TRAINS_DENSE_ONLY)('data that no layer shown needs is a warning, with strict an error', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const options = { logDir: temporaryDirectory(), embeddingsFreq: 1, embeddingsData: x };
  await train(wordModel(), [new TensorBoard(options)], { epochs: 1 });
  expect(warn.mock.calls).toEqual([[UNUSED]]);
  await expect(train(wordModel(), [new TensorBoard({ ...options, strict: true })])).rejects.toThrow(new Error(UNUSED));
});

test('what is changed in the options later has no effect', async () => {
  const [sink, labels, hparams] = [memorySink(), ['a', 'b', 'c', 'd', 'e', 'f'], { units: 2 }];
  const metadata = { words: labels };
  const names = ['words'];
  const options = { embeddingsFreq: 1, embeddingsLayerNames: names, embeddingsMetadata: metadata, hparams };
  const callback = new TensorBoard({ logDir: sink, ...options });
  labels.push('g');
  names.push('none');
  Object.assign(metadata, { none: labels });
  Object.assign(hparams, { units: Number.NaN });
  await feedEpochs(callback, wordModel(), [{ loss: 1 }]);
  const files = Object.entries(sink.files());
  const [, written] = files.find(([name]) => name.endsWith('metadata.tsv')) ?? [];
  expect(new TextDecoder().decode(written)).toBe('a\nb\nc\nd\ne\nf\n');
});

test('an option that its frequency of 0 turns off is none', () => {
  new TensorBoard({ histogramFreq: 0, writeImages: true, embeddingsFreq: 0, embeddingsLayerNames: ['words'] });
});

test('embeddingsData of another shape is an error before training', async () => {
  const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [1], name: 'dense' })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const options = { embeddingsFreq: 1, embeddingsLayerNames: ['dense'], embeddingsData: ones([4, 3]) };
  const callback = new TensorBoard({ logDir: memorySink(), ...options });
  await expect(feedEpochs(callback, model, [{ loss: 1 }])).rejects.toThrow(
    /^TensorBoard: option `embeddingsData` has inputs of the shape \[4,3\] for `.*`\. Pass \[samples, 1\]\.$/,
  );
});

test('two callbacks that write to one place are one warning, and training goes on', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const logDir = temporaryDirectory();
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const callbacks = [new TensorBoard({ logDir }), new TensorBoard({ logDir: `${logDir}/` })];
  await model.fit(ones([4, 1]), ones([4, 1]), { epochs: 2, verbose: 0, callbacks });
  expect(warn.mock.calls).toEqual([[expect.stringContaining('a later writer has taken over')]]);
  warn.mockRestore();
});

test('an embedding layer in a nested model is found', async () => {
  const inner = sequential({
    layers: [layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 1, name: 'words' })],
  });
  const model = sequential({ layers: [inner, layers.flatten(), layers.dense({ units: 1 })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const sink = memorySink();
  await feedEpochs(new TensorBoard({ logDir: sink, embeddingsFreq: 1 }), model, [{ loss: 1 }]);
  expect(Object.keys(sink.files()).filter((name) => name.endsWith('.tsv'))).toEqual([expect.stringContaining('words')]);
});
