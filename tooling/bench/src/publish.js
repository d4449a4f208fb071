// @ts-check
import { markdownOf } from './markdown.js';

/**
 * Prints what a benchmark found, and hands it to `pnpm bench`, if that has started it.
 *
 * @param {import('./measure.js').Report} report
 */
export function publish(report) {
  console.info(markdownOf(report));
  process.send?.(report);
}
