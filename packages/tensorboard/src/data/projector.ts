import { concatenated } from './concatenated.js';
import type { TypedArray } from './typed-array.js';

/** Rows that become one text, which may not grow without bound. */
const ROWS_AT_ONCE = 4096;

/** What a point is called, or several columns of what is known of it. */
export type EmbeddingMetadata = readonly string[] | Record<string, readonly (string | number)[]>;

/** An embedding that is on the disk: its name, and its files beside the configuration. */
export interface EmbeddingFiles {
  tensorName: string;
  tensorPath: string;
  metadataPath?: string | undefined;
}

/** The rows of a matrix, a line each. A float32 is written so that it is read as the same float32. */
export function vectorsFile(values: TypedArray, dimensions: number): Uint8Array {
  const rows = values.length / dimensions;
  const parts: Uint8Array[] = [];
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const lines = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - row) }, (_, index) =>
      values.subarray((row + index) * dimensions, (row + index + 1) * dimensions).join('\t'),
    );
    parts.push(new TextEncoder().encode(`${lines.join('\n')}\n`));
  }
  return concatenated(parts);
}

/** A line for each point. With more than one column the first line has their names; TensorBoard wants none with one. */
export function metadataFile(metadata: EmbeddingMetadata): Uint8Array {
  const columns = Array.isArray(metadata) ? { '': metadata as string[] } : (metadata as Record<string, string[]>);
  const names = Object.keys(columns);
  const rows = Object.values(columns)[0]?.map((_, row) => names.map((name) => columns[name]?.[row] ?? '')) ?? [];
  const lines = (names.length > 1 ? [names, ...rows] : rows).map(lineOf);
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** `projector_config.pbtxt`, a protobuf message as text. */
export function projectorConfiguration(embeddings: readonly EmbeddingFiles[]): Uint8Array {
  const entries = embeddings.map(({ tensorName, tensorPath, metadataPath }) => {
    const fields = [
      ['tensor_name', tensorName],
      ['tensor_path', tensorPath],
      ...(metadataPath === undefined ? [] : [['metadata_path', metadataPath]]),
    ];
    return `embeddings {\n${fields.map(([name, value]) => `  ${name}: ${quoted(value as string)}\n`).join('')}}\n`;
  });
  return new TextEncoder().encode(entries.join(''));
}

/** TensorBoard passes over a line that is blank, and everything below would belong to the row before. */
function lineOf(cells: readonly (string | number)[]): string {
  const line = cells.map(oneCell).join('\t');
  return line.trim() === '' ? `(empty)${line}` : line;
}

function oneCell(cell: string | number): string {
  return String(cell).replace(/[\t\r\n]+/g, ' ');
}

/** A text as protobuf's text format has it, which escapes as JSON does. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
