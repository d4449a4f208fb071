import { type Logs, pythonRepr, readMetrics } from '@cb/core';

/** What other callbacks may have put into logs that is no single number. */
interface Values {
  array(): Promise<unknown>;
}

/** The metrics of an epoch by name, spelt as Python spells them in Keras's file. */
export async function cellsOf(logs: Logs): Promise<Map<string, string>> {
  const metrics = await readMetrics(logs);
  const cells = new Map<string, string>();
  for (const [name, value] of Object.entries(logs)) {
    // The first column is the number of the epoch, whatever is reported under its name.
    if (name !== 'epoch') cells.set(name, cellOf(metrics[name] ?? (await download(value))));
  }
  return cells;
}

async function download(value: unknown): Promise<unknown> {
  return typeof (value as Values | null)?.array === 'function' ? (value as Values).array() : value;
}

function cellOf(value: unknown): string {
  // The quotes are part of the value, and so are doubled in the file: Keras does that.
  return isList(value) ? `"${spelt(value)}"` : spelt(value);
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function spelt(value: unknown): string {
  if (isList(value)) return `[${Array.from(value, spelt).join(', ')}]`;
  if (typeof value === 'number') return pythonRepr(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null || value === undefined ? '' : String(value);
}
