import { OptionReader } from '@cb/core/monitor';
import type { Value } from '../../events/event.js';
import {
  type HParam,
  type HParamsMetric,
  type HParamsStatus,
  hparamsEnd,
  hparamsExperiment,
  hparamsStart,
} from '../../events/hparams.js';
import { argumentError } from '../argument-error.js';

export interface HParamsOptions {
  /** Sessions of one name are one row of the table, as repetitions. @defaultValue the session's run */
  name?: string | undefined;

  /**
   * The metrics of the table's columns: tags of scalars of this run, or, as `{ group, tag }`, of a directory in it. One
   * session that names metrics decides for all of a log directory.
   * @defaultValue all scalars that TensorBoard finds in the run and below
   */
  metrics?: readonly (string | HParamsMetric)[] | undefined;
}

const STATUSES: readonly unknown[] = ['success', 'failure', 'running'] satisfies HParamsStatus[];

export function hparamsValues(
  call: string,
  values: Record<string, HParam>,
  options: HParamsOptions | undefined,
  seconds: number,
): Value[] {
  checkValues(call, values);
  const read = new OptionReader<HParamsOptions>(call, options);
  const name = read.has('name') ? read.string('name', '') : undefined;
  const metrics = read.has('metrics') ? metricsOf(call, read.copy('metrics', 2)) : undefined;
  read.done();
  const start = hparamsStart(values, name, seconds);
  return metrics === undefined ? [start] : [hparamsExperiment(values, metrics, seconds), start];
}

export function hparamsEndValues(call: string, status: HParamsStatus, seconds: number): Value[] {
  if (!STATUSES.includes(status)) {
    throw argumentError(call, 'status', status, `Pass one of ${STATUSES.map((one) => `'${one}'`).join(', ')}.`);
  }
  return [hparamsEnd(status, seconds)];
}

function checkValues(call: string, values: Record<string, HParam>): void {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw argumentError(call, 'values', values, 'Pass an object, such as { learningRate: 0.1 }.', TypeError);
  }
  for (const [name, value] of Object.entries(values)) {
    if (['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) continue;
    throw argumentError(call, `values.${name}`, value, 'Pass a finite number, a string, or true or false.', TypeError);
  }
}

function metricsOf(call: string, metrics: HParamsOptions['metrics']): HParamsMetric[] {
  const named = Array.isArray(metrics) ? metrics.map(metricOf) : [undefined];
  if (named.every((metric) => metric !== undefined)) return named;
  throw argumentError(call, 'metrics', metrics, "Pass an array of tags, such as ['loss'].", TypeError);
}

function metricOf(metric: string | HParamsMetric): HParamsMetric | undefined {
  const { tag, group } = typeof metric === 'string' ? { tag: metric } : (Object(metric) as HParamsMetric);
  return typeof tag === 'string' && ['string', 'undefined'].includes(typeof group) ? { tag, group } : undefined;
}
