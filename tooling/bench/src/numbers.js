// @ts-check

/**
 * Three digits that count.
 *
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return '';
  const digits = Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/**
 * @param {number} quotient
 * @returns {string} nothing where there is none
 */
export function times(quotient) {
  return Number.isFinite(quotient) ? `${number(quotient)} ×` : '';
}
