import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPoints } from './read-events.js';

/** The steps of every curve below a log directory, by run and tag. */
export function curves(logDir: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const run of readdirSync(logDir).filter((name) => !name.includes('tfevents'))) {
    for (const { tag, step } of readPoints(join(logDir, run))) {
      found[`${run}/${tag}`] ??= [];
      found[`${run}/${tag}`]?.push(step);
    }
  }
  return found;
}
