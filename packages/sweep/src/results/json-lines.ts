import { toJSONNumber } from '@cb/core/monitor';
import type { TrialResult } from './result.js';

/**
 * A line of JSON for each trial, all its epochs included. NaN and the infinities are the texts `"NaN"`, `"Infinity"`.
 */
export function toJSONLines(results: readonly TrialResult[]): string {
  const spell = (_: string, value: unknown) => (typeof value === 'number' ? toJSONNumber(value) : value);
  return results.map((result) => `${JSON.stringify(result, spell)}\n`).join('');
}
