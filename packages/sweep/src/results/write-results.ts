import type { Directory } from '@cb/files';
import { toCSV } from './csv.js';
import { toJSONLines } from './json-lines.js';
import type { TrialResult } from './result.js';

/** The files with the results of a sweep: a line for each trial. */
export const RESULTS_CSV = 'results.csv';
export const RESULTS_JSON_LINES = 'results.jsonl';

/** Writes the results, each file as a whole. */
export async function writeResults(directory: Directory, results: readonly TrialResult[]): Promise<void> {
  const encoder = new TextEncoder();
  await directory.create();
  await directory.replace(RESULTS_CSV, [encoder.encode(toCSV(results))]);
  await directory.replace(RESULTS_JSON_LINES, [encoder.encode(toJSONLines(results))]);
}
