import { OptionReader, optionError } from '@cb/core';
import { directorySink } from '../writer/directory-sink.js';
import { localDirectory } from '../writer/local-directory.js';
import type { Sink } from '../writer/sink.js';
import { readMetadata } from './metadata.js';
import { hyperparameters, inputsAndTargets, layerNames, SAMPLES, samples } from './option-values.js';
import type { TensorBoardOptions } from './tensorboard-options.js';

const OF_EMBEDDINGS = ['embeddingsLayerNames', 'embeddingsMetadata', 'embeddingsData'] as const;

const NO_FILES = 'The sink in `logDir` has no writeFile(): pass one that has, or leave embeddings out.';

/** The options, checked, with defaults in the place of what was not passed. */
export type Settings = ReturnType<typeof readSettings>;

/** @throws RangeError or TypeError for an option that cannot work, whatever the model is */
export function readSettings(options?: TensorBoardOptions) {
  const read = new OptionReader<TensorBoardOptions>('TensorBoard', options, "{ logDir: 'logs' }");
  const updates = { min: 1, meaning: 'a whole number of batches, 1 or more' };
  const settings = {
    place: placeOf(read),
    histogramFreq: epochs(read, 'histogramFreq'),
    batchSize: read.whole('batchSize', 32, { min: 1, meaning: 'a whole number of samples, 1 or more' }),
    writeGraph: read.flag('writeGraph', true),
    writeGrads: read.flag('writeGrads', false),
    writeImages: read.flag('writeImages', false),
    embeddingsFreq: epochs(read, 'embeddingsFreq'),
    embeddingsLayerNames: read.has('embeddingsLayerNames') ? layerNames(read.copy('embeddingsLayerNames')) : [],
    embeddingsMetadata: read.has('embeddingsMetadata') ? readMetadata(read.copy('embeddingsMetadata', 3)) : {},
    embeddingsData: read.has('embeddingsData') ? samples(read.copy('embeddingsData')) : undefined,
    batchesPerUpdate: batches(read.wordOrWhole('updateFreq', 'epoch', ['epoch', 'batch'], updates)),
    writeStepsPerSecond: read.flag('writeStepsPerSecond', false),
    hparams: read.has('hparams') ? hyperparameters(read.copy('hparams')) : undefined,
    gradsData: read.has('gradsData') ? inputsAndTargets(read.copy('gradsData', 2)) : undefined,
    strict: read.flag('strict', false),
  };
  read.done();
  if (settings.writeGrads && settings.gradsData === undefined) {
    throw optionError('TensorBoard', 'writeGrads', true, `Pass \`gradsData: [x, y]\` too, each ${SAMPLES}.`);
  }
  for (const name of ['writeGrads', 'writeImages'] as const) {
    if (settings[name]) needsFrequency(read, name, 'histogramFreq', read.value(name));
  }
  for (const name of OF_EMBEDDINGS) if (read.has(name)) needsFrequency(read, name, 'embeddingsFreq', read.value(name));
  if (settings.embeddingsFreq > 0 && settings.place.writeFile === undefined) {
    throw optionError('TensorBoard', 'embeddingsFreq', settings.embeddingsFreq, NO_FILES);
  }
  return settings;
}

type Reader = OptionReader<TensorBoardOptions>;

function placeOf(read: Reader): Sink {
  const logDir = read.value('logDir');
  if (typeof logDir === 'object' && typeof logDir?.open === 'function') return logDir;
  const path = read.string('logDir', './logs');
  return directorySink(localDirectory(path, (remedy) => optionError('TensorBoard', 'logDir', path, remedy)));
}

function epochs(read: Reader, name: 'histogramFreq' | 'embeddingsFreq'): number {
  return read.whole(name, 0, { min: 0, meaning: 'a whole number of epochs, 0 or more' });
}

function batches(updateFreq: 'epoch' | 'batch' | number): number {
  if (typeof updateFreq === 'number') return updateFreq;
  return updateFreq === 'batch' ? 1 : Number.POSITIVE_INFINITY;
}

/** An option that does nothing as long as a frequency is not given. A frequency of 0 turns it off on purpose. */
function needsFrequency(
  read: Reader,
  name: keyof TensorBoardOptions,
  frequency: 'histogramFreq' | 'embeddingsFreq',
  value: unknown,
): void {
  if (read.has(frequency)) return;
  const remedy = `Pass \`${frequency}\` too, the number of epochs between two times, or 0 for never.`;
  throw optionError('TensorBoard', name, value, remedy);
}
