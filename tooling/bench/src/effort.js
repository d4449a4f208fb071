// @ts-check

/**
 * How many rounds a benchmark plays: the `--rounds` of `pnpm bench`, else its own number.
 *
 * @param {number} usual
 */
export function roundsOf(usual) {
  return Number(process.env.CB_BENCH_ROUNDS ?? usual);
}

/**
 * How far something grows: its own number, times the `--scale` of `pnpm bench`.
 *
 * @param {number} usual
 */
export function sizeOf(usual) {
  return Math.ceil(usual * Number(process.env.CB_BENCH_SCALE ?? 1));
}
