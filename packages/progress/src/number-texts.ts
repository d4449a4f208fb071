// The spelling of Keras's Progbar: keras/src/utils/progbar.py in Keras 3.15.1.

/**
 * A metric: four decimals, and below a thousandth four digits and a power of ten, as Python writes it: `1.0000e-04`.
 */
export function metricText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) > 1e-3) return fourDecimals(value);
  return (Object.is(value, -0) ? '-' : '') + value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

/** Seconds that have passed, in whole ones. */
export function elapsedText(seconds: number): string {
  return `${seconds.toFixed(0)}s`;
}

/** Seconds to go: `59s`, above a minute `1:05`, above an hour `1:00:05`. */
export function timeLeftText(seconds: number): string {
  const [h, m, s] = [seconds / 3600, (seconds % 3600) / 60, seconds % 60].map(Math.floor) as [number, number, number];
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  if (seconds > 3600) return `${h}:${twoDigits(m)}:${twoDigits(s)}`;
  return seconds > 60 ? `${Math.floor(seconds / 60)}:${twoDigits(s)}` : `${Math.floor(seconds)}s`;
}

/** A number of three digits, or as many as it takes: `0.0123`, `1.23`, `12.3`, `1,234`. */
export function rateText(perSecond: number): string {
  return perSecond.toLocaleString('en-US', { maximumSignificantDigits: Math.max(3, wholeDigits(perSecond)) });
}

function wholeDigits(value: number): number {
  return Math.floor(Math.log10(value)) + 1;
}

/** Half to even, as Python rounds; `toFixed` rounds half up. Halves of the fourth decimal are odd multiples of 1/32. */
function fourDecimals(value: number): string {
  // From here on numbers are whole, and `toFixed` would write a power of ten.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.0000`;
  const rounded = value.toFixed(4);
  const isHalf = Math.abs(value * 32) % 2 === 1;
  return isHalf && Number(rounded.at(-1)) % 2 === 1 ? (value - Math.sign(value) * 1e-5).toFixed(4) : rounded;
}
