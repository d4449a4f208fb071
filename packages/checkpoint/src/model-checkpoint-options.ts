import { type Mode, Monitor, OptionReader, optionError } from '@cb/core/monitor';
import type { DecisionRules } from './decision/save-decision.js';
import type { ScheduleRules } from './decision/save-schedule.js';

export interface ModelCheckpointOptions {
  /**
   * The metric that `saveBestOnly` and `saveTopK` watch, as TensorFlow.js reports it: `loss`, `acc`, `val_loss`, …
   * @defaultValue `'val_loss'`
   */
  monitor?: string | undefined;

  /**
   * `1` prints each decision, `0` prints nothing.
   * @defaultValue `0`
   */
  verbose?: number | undefined;

  /**
   * Write a checkpoint only when the metric is better than at every checkpoint before, earlier fits included.
   * @defaultValue `false`
   */
  saveBestOnly?: boolean | undefined;

  /**
   * Write the weights alone, to be read by `loadWeights` into a model that is there already. Otherwise the topology and
   * the state of the optimizer are written too, and `loadModel` needs nothing else.
   * @defaultValue `false`
   */
  saveWeightsOnly?: boolean | undefined;

  /**
   * Which way is better. `'auto'` reads it from the metric's name; a name that says nothing is an error.
   * @defaultValue `'auto'`
   */
  mode?: Mode | undefined;

  /**
   * Epochs from one checkpoint to the next. With `saveBestOnly`, the epochs between are not looked at.
   * @defaultValue `1`
   */
  period?: number | undefined;

  /**
   * `'epoch'`: checkpoints are due at the ends of epochs. A number: after that many batches, counted over the borders
   * of epochs and fits. Batches have no validation metrics.
   * @defaultValue `'epoch'`
   */
  saveFreq?: 'epoch' | number | undefined;

  /**
   * Seconds from one checkpoint to the next, each written when a batch ends, instead of `saveFreq`.
   * @defaultValue none
   */
  trainTimeInterval?: number | undefined;

  /**
   * With `saveBestOnly`, the value that the first checkpoint must beat.
   * @defaultValue none
   */
  initialValueThreshold?: number | undefined;

  /**
   * Keep so many checkpoints: the best, by `monitor`. Only what this callback wrote is ever deleted.
   * @defaultValue all are kept
   */
  saveTopK?: number | undefined;

  /**
   * Keep so many checkpoints: the newest. Only what this callback wrote is ever deleted.
   * @defaultValue all are kept
   */
  keepLast?: number | undefined;

  /**
   * Whenever a checkpoint is due, write it as `last` too, in the directory of all checkpoints, whatever its metric.
   * @defaultValue `false`
   */
  saveLast?: boolean | undefined;

  /**
   * On SIGINT and SIGTERM, write a checkpoint `interrupted` when the batch ends, and only then let the process end. A
   * second signal ends it at once.
   * @defaultValue `false`
   */
  saveOnInterrupt?: boolean | undefined;

  /**
   * Write while training goes on. The weights are those of the moment at which the checkpoint was due, for one more
   * copy of them in memory. One checkpoint is written at a time; `fit` ends when all are on the disk.
   * @defaultValue `false`
   */
  async?: boolean | undefined;

  /**
   * What a checkpoint that cannot be written does: `'throw'` ends training, `'warn'` goes on with a warning.
   * @defaultValue `'throw'`
   */
  onError?: 'throw' | 'warn' | undefined;

  /**
   * A metric that decides and that the fit does not report is an error instead of a warning.
   * @defaultValue `false`
   */
  strict?: boolean | undefined;
}

/** What the options ask for, checked. */
export interface CheckpointRules {
  schedule: ScheduleRules;
  decision: DecisionRules;
  verbose: boolean;
  weightsOnly: boolean;
  saveLast: boolean;
  saveOnInterrupt: boolean;
  isAsync: boolean;
  throwsErrors: boolean;
  strict: boolean;
}

const COUNT = { min: 1, meaning: 'a whole number of checkpoints, 1 or more' };

/** @throws RangeError or TypeError for an option that cannot work, alone or beside another one */
export function readOptions(options: ModelCheckpointOptions | undefined): CheckpointRules {
  const read = new OptionReader('ModelCheckpoint', options);
  const bestOnly = read.flag('saveBestOnly', false);
  const topK = read.whole('saveTopK', undefined, COUNT);
  const keepLast = read.whole('keepLast', undefined, COUNT);
  if (topK !== undefined && keepLast !== undefined) throw exclude('keepLast', keepLast, 'saveTopK');
  const monitor = monitorOf(read, bestOnly || topK !== undefined);
  const rules: CheckpointRules = {
    schedule: readSchedule(read),
    decision: {
      monitor,
      bestOnly,
      topK,
      keepLast,
      initialValueThreshold: read.number('initialValueThreshold', undefined),
    },
    verbose: read.verbose(),
    weightsOnly: read.flag('saveWeightsOnly', false),
    saveLast: read.flag('saveLast', false),
    saveOnInterrupt: read.flag('saveOnInterrupt', false),
    isAsync: read.flag('async', false),
    throwsErrors: read.oneOf('onError', 'throw', ['throw', 'warn']) === 'throw',
    strict: read.flag('strict', false),
  };
  read.done();
  const { batches, seconds } = rules.schedule;
  if ((batches !== undefined || seconds !== undefined) && monitor?.metric.startsWith('val_')) {
    const option = batches !== undefined ? 'saveFreq' : 'trainTimeInterval';
    const remedy =
      `Checkpoints within epochs cannot go by \`${monitor.metric}\`, because batches have no validation metrics. ` +
      "Pass `monitor: 'loss'`, or leave the option out.";
    throw optionError(read.owner, option, batches ?? seconds, remedy);
  }
  return rules;
}

function readSchedule(read: OptionReader<ModelCheckpointOptions>): ScheduleRules {
  const freq = read.wordOrWhole('saveFreq', 'epoch', ['epoch'], {
    min: 1,
    meaning: 'a whole number of batches, 1 or more',
  });
  const batches = freq === 'epoch' ? undefined : freq;
  const seconds = read.number('trainTimeInterval', undefined, {
    min: Number.MIN_VALUE,
    meaning: 'a number of seconds above 0',
  });
  if (batches !== undefined && seconds !== undefined) throw exclude('trainTimeInterval', seconds, 'saveFreq');
  const period = read.whole('period', 1, { min: 1, meaning: 'a whole number of epochs, 1 or more' });
  if (read.has('period') && (batches ?? seconds) !== undefined) {
    const instead = batches === undefined ? 'trainTimeInterval' : 'saveFreq';
    console.warn(`ModelCheckpoint: option \`period\` is not used, because \`${instead}\` says when to save.`);
  }
  return { period, batches, seconds };
}

/** The monitor that decides, or nothing: a metric that is not used may have any name. */
function monitorOf(read: OptionReader<ModelCheckpointOptions>, decides: boolean): Monitor | undefined {
  const monitor = read.string('monitor', 'val_loss');
  const mode = read.oneOf<Mode>('mode', 'auto', ['auto', 'min', 'max']);
  return decides ? Monitor.from(new OptionReader(read.owner, { monitor, mode })) : undefined;
}

function exclude(option: string, value: unknown, other: string): Error {
  return optionError('ModelCheckpoint', option, value, `Pass it without \`${other}\`: they exclude each other.`);
}
