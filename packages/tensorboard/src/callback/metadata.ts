import { optionError, printable, show } from '@cb/core';
import type { EmbeddingMetadata } from '../data/projector.js';

/** Metadata for all layers, or by the layer's name. */
export interface Metadata {
  ofAll?: string[];
  byLayer?: Record<string, EmbeddingMetadata>;
}

const REMEDY =
  "Pass an array of labels for all layers, or an object with labels or columns by the layer's name, columns as arrays " +
  'of strings or numbers by name.';

/** @throws TypeError for a value that is neither labels nor columns */
export function readMetadata(value: unknown): Metadata {
  if (isLabels(value)) return { ofAll: value };
  if (!isObject(value)) throw optionError('TensorBoard', 'embeddingsMetadata', value, REMEDY, TypeError);
  for (const [layer, metadata] of Object.entries(value)) {
    if (isLabels(metadata) || isColumns(metadata)) continue;
    throw new TypeError(
      `TensorBoard: option \`embeddingsMetadata\` has ${show(metadata)} as \`${printable(layer)}\`. ${REMEDY}`,
    );
  }
  return { byLayer: value as Record<string, EmbeddingMetadata> };
}

/** @throws RangeError unless there is a label, or a cell of each column, for each row */
export function checkLength(layer: string, metadata: EmbeddingMetadata, rows: number): void {
  const columns = Array.isArray(metadata) ? { '': metadata } : metadata;
  for (const [name, { length }] of Object.entries(columns)) {
    if (length === rows) continue;
    const what = name === '' ? 'labels' : `cells in the column \`${name}\``;
    throw new RangeError(
      `TensorBoard: option \`embeddingsMetadata\` has ${length} ${what} for the layer \`${layer}\`, ` +
        `whose embedding has ${rows} rows. Pass one for each row.`,
    );
  }
}

function isLabels(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((label) => typeof label === 'string');
}

function isColumns(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isColumn);
}

function isColumn(value: unknown): boolean {
  return Array.isArray(value) && value.every((cell) => typeof cell === 'string' || typeof cell === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
