import { optionError } from '@cb/core/monitor';
import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import { endingOf, endsBehindFormat, formatOf } from '../keras/format.js';
import type { CheckpointRules } from '../model-checkpoint-options.js';
import { isRemotePath, type RemotePath } from '../remote/remote-path.js';
import { RemoteStore } from '../remote/remote-store.js';
import type { CheckpointStore } from '../store/checkpoint-store.js';
import { FileStore } from '../store/file-store.js';
import { type HandlerOf, HandlerStore } from '../store/handler-store.js';
import { Location } from './location.js';
import { Template } from './template.js';

/** Under which names checkpoints are written, and where. */
export interface Destination {
  template: Template;
  store: CheckpointStore;
}

/** The names that a function as `filepath` is called with. */
const NAMES_OF_EPOCHS = 'epoch-{epoch:02d}';
const NAMES_OF_BATCHES = 'epoch-{epoch:02d}-batch-{batch:04d}';

/** @throws RangeError or TypeError for a `filepath` that cannot work with these rules */
export function destinationOf(filepath: string | HandlerOf | RemotePath, rules: CheckpointRules): Destination {
  const { schedule, decision, weightsOnly } = rules;
  const withinEpochs = (schedule.batches ?? schedule.seconds) !== undefined;
  const keeps = decision.topK !== undefined ? 'saveTopK' : decision.keepLast !== undefined ? 'keepLast' : undefined;
  if (typeof filepath === 'function') {
    const template = new Template(withinEpochs ? NAMES_OF_BATCHES : NAMES_OF_EPOCHS);
    return { template, store: new HandlerStore(filepath, keeps !== undefined) };
  }
  const path = isRemotePath(filepath) ? filepath.text : filepath;
  const template = templateOf(path);
  refuseNames(template, withinEpochs);
  if (keeps !== undefined && template.names.length === 0) {
    const remedy =
      "Each checkpoint needs a name of its own. Pass a `filepath` with a field, such as 'weights.{epoch:02d}'.";
    throw optionError('ModelCheckpoint', keeps, decision.topK ?? decision.keepLast, remedy);
  }
  const store = isRemotePath(filepath)
    ? new RemoteStore(filepath, template, formatFor(path, weightsOnly))
    : fileStore(template, weightsOnly);
  if (rules.saveLast && store.besides('last') === template.text) {
    throw optionError(
      'ModelCheckpoint',
      'saveLast',
      true,
      'Give `filepath` another name: `last` is that of this option.',
    );
  }
  return { template, store };
}

function fileStore(template: Template, weightsOnly: boolean): FileStore {
  const { text } = template;
  const location = new Location(template, (remedy, cause) => refusal(text, cause ? remedy : OTHER_PLACES));
  if (location.levels === 0)
    throw refusal(text, "Pass the path of a directory of its own, such as 'checkpoints/best'.");
  return new FileStore(location, formatFor(text, weightsOnly));
}

const OTHER_PLACES =
  'It is not in the file system. Pass a path or a file:// URL; for another place, a function that returns a ' +
  'tf.io.IOHandler.';

function templateOf(filepath: unknown): Template {
  if (typeof filepath !== 'string') {
    throw refusal(filepath, 'Pass a path, a file:// URL, or a function that returns a tf.io.IOHandler.', TypeError);
  }
  if (filepath === '') throw refusal(filepath, 'Pass a path.');
  return new Template(filepath);
}

function formatFor(filepath: string, weightsOnly: boolean): CheckpointFormat {
  const format = formatOf(filepath);
  const ending = endingOf(filepath);
  if ((format === 'weights.h5' || format === 'safetensors') && !weightsOnly) {
    const remedy = 'Pass `saveWeightsOnly: true`, or a path that ends in .keras or .h5.';
    throw refusal(filepath, `A ${ending} file holds weights alone. ${remedy}`);
  }
  if (format === 'keras' && weightsOnly) {
    const remedy = 'Leave `saveWeightsOnly` out, or pass a path that ends in .weights.h5.';
    throw refusal(filepath, `A ${ending} file holds a whole model. ${remedy}`);
  }
  if (endsBehindFormat(filepath)) {
    throw refusal(filepath, 'Leave the separator at its end out: its ending is that of a file.');
  }
  return format ?? 'tfjs';
}

function refuseNames({ names, text }: Template, withinEpochs: boolean): void {
  if (!withinEpochs && names.includes('batch')) {
    throw refusal(text, 'A checkpoint is written at the end of an epoch. Use `{epoch}`.');
  }
  const validation = withinEpochs && names.find((name) => name.startsWith('val_'));
  if (validation) {
    const remedy = 'Use metrics of training, or leave `saveFreq` and `trainTimeInterval` out.';
    throw refusal(text, `Batches have no validation metrics, so \`{${validation}}\` cannot be filled. ${remedy}`);
  }
}

function refusal(filepath: unknown, remedy: string, kind?: ErrorConstructor): Error {
  return optionError('ModelCheckpoint', 'filepath', filepath, remedy, kind);
}
