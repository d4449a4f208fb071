import { optionError, printable } from '@cb/core/monitor';
import type { Moment } from '../decision/moment.js';
import { Template } from './template.js';

/**
 * Fills a template of Python's `str.format` with the epoch, the batch and the metrics, as Keras names its checkpoints.
 *
 * @example
 * ```ts
 * formatFilepath('weights.{epoch:02d}-{val_loss:.2f}', { epoch: 4, logs: { val_loss: 0.125 } }) // weights.05-0.12
 * ```
 *
 * @throws RangeError for a malformed template, for a name that has no value, and for a count that cannot be
 * @throws TypeError for an argument of the wrong type
 */
export function formatFilepath(template: string, moment: Moment): string {
  if (typeof template !== 'string') throw wrong('template', template, "a text, such as 'weights.{epoch:02d}'");
  checkMoment(moment);
  return fillTemplate(new Template(template), moment);
}

function checkMoment({ epoch, batch = 0, logs = {} }: Partial<Moment> = {}): void {
  for (const [name, count] of Object.entries({ epoch, batch })) {
    const meaning = 'a whole number, 0 or more, as hooks count';
    if (typeof count !== 'number') throw wrong(name, count, meaning);
    if (!Number.isInteger(count) || count < 0) throw wrong(name, count, meaning, RangeError);
  }
  for (const [name, value] of Object.entries(logs)) {
    if (typeof value !== 'number') throw wrong(`logs.${name}`, value, 'a number');
  }
}

function wrong(name: string, value: unknown, meaning: string, kind: ErrorConstructor = TypeError): Error {
  return optionError('formatFilepath', name, value, `Pass ${meaning}.`, kind);
}

/** @throws RangeError for a name that has no value */
export function fillTemplate(template: Template, moment: Moment): string {
  return template.fill(valuesAt(moment), (name) => {
    const reported = Object.keys(moment.logs ?? {});
    throw cannotFill(name, `epoch ${moment.epoch + 1} reported`, reported);
  });
}

/**
 * Refuses, before training, a name that this fit will not report: a `val_` metric without validation, or the long
 * spelling of a metric that TensorFlow.js shortens. Any other name may yet be added by another callback.
 *
 * @param reported the metrics that the fit announces
 * @throws RangeError
 */
export function refuseImpossible(template: Template, reported: readonly string[]): void {
  const short = reported.map(shortened);
  for (const name of template.names) {
    if (reported.includes(name)) continue;
    const known = [name, name.replace(/^val_/, '')].some((spelling) => short.includes(shortened(spelling)));
    if (known) throw cannotFill(name, 'this fit reports', reported);
  }
}

function shortened(name: string): string {
  return name.replace('accuracy', 'acc');
}

/** A name that can always be filled: what has no value is written as its name, `weights.05-val_loss`. */
export function fillSafely(template: Template, moment: Moment): string {
  return template.fill(valuesAt(moment), (name) => name);
}

/**
 * @param what who did not report it, such as "epoch 1 reported"
 * @param reported the names that can be used instead
 */
function cannotFill(name: string, what: string, reported: readonly string[]): RangeError {
  const needsValidation = name.startsWith('val_') && !reported.some((other) => other.startsWith('val_'));
  const remedy = needsValidation
    ? 'Pass `validationData` to fit(), or use one of those names.'
    : 'Use one of those names, or `{epoch}`.';
  const names = reported.length > 0 ? `only ${reported.join(', ')}` : 'nothing';
  return new RangeError(
    printable(`ModelCheckpoint: cannot fill \`{${name}}\` in \`filepath\`, because ${what} ${names}. ${remedy}`),
  );
}

function valuesAt({ epoch, batch, logs }: Moment): Record<string, number> {
  const values: Record<string, number> = { ...logs, epoch: epoch + 1 };
  if (batch !== undefined) values.batch = batch + 1;
  return values;
}
