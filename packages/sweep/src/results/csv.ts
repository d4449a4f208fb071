import type { TrialResult } from './result.js';

/**
 * The trials as a table for spreadsheets: number, status, best value and its epoch, seconds, attempts, hyperparameters,
 * the metrics of the best epoch, error. Lines end in CRLF, as RFC 4180 has it.
 */
export function toCSV(results: readonly TrialResult[]): string {
  const params = namesOf(results.map((result) => result.params));
  const metrics = namesOf(results.map((result) => metricsOf(result)));
  const header = ['trial', 'status', 'value', 'epoch', 'seconds', 'attempts'];
  const rows = results.map((result) => [
    result.trial,
    result.status,
    result.value,
    result.step,
    result.seconds,
    result.attempts,
    ...params.map((name) => result.params[name]),
    ...metrics.map((name) => metricsOf(result)[name]),
    result.error,
  ]);
  const columns = [
    ...header,
    ...params.map((name) => `params.${name}`),
    ...metrics.map((name) => `metrics.${name}`),
    'error',
  ];
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** The metrics of the best epoch. */
function metricsOf({ epochs, step }: TrialResult): Record<string, number> {
  return epochs.find((epoch) => epoch.step === step)?.metrics ?? {};
}

function namesOf(objects: readonly Record<string, unknown>[]): string[] {
  return [...new Set(objects.flatMap((one) => Object.keys(one)))];
}

function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
