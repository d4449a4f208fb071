import { pythonRepr } from '@cb/core/monitor';
import { type Decimal, exactDecimal, magnitude, roundTo, roundToDigits } from './exact-decimal.js';
import type { FormatSpec } from './format-spec.js';

/** A formatted number before it is grouped and padded: sign, `0x`, the digits to group, and all that follows them. */
interface Written {
  sign: string;
  prefix: string;
  digits: string;
  rest: string;
}

/** A float as Python's `format(value, spec)` writes it, rounded half to even on the exact binary value. */
export function formatFloat(value: number, spec: FormatSpec): string {
  const scaled = spec.type === '%' ? value * 100 : value;
  const text = Number.isFinite(scaled) ? writeFinite(Math.abs(scaled), spec) : notFinite(scaled);
  const cased = 'EFG'.includes(spec.type || ' ') ? text.toUpperCase() : text;
  const becameZero = /^[0.]+(?:e|$)/i.test(cased);
  const negative = (value < 0 || Object.is(value, -0)) && !(spec.positiveZero && becameZero);
  const digits = /^\d*/.exec(cased)?.[0] as string;
  const rest = cased.slice(digits.length) + (spec.type === '%' ? '%' : '');
  return layOut({ sign: signOf(negative, spec), prefix: '', digits, rest }, spec);
}

/** An int as Python's `format(value, spec)` writes it. */
export function formatInt(value: number, spec: FormatSpec): string {
  const { type } = spec;
  if ('eEfFgG%'.includes(type || 'd')) return formatFloat(value, spec);
  if (type === 'c') return layOut({ sign: '', prefix: '', digits: '', rest: String.fromCodePoint(value) }, spec);
  const base = { b: 2, o: 8, x: 16, X: 16 }[type] ?? 10;
  const digits = Math.abs(value).toString(base);
  const prefix = spec.alternate && base !== 10 ? `0${type}` : '';
  const cased = type === 'X' ? digits.toUpperCase() : digits;
  return layOut({ sign: signOf(value < 0, spec), prefix, digits: cased, rest: '' }, spec, base === 10 ? 3 : 4);
}

/** A str as Python's `format(value, spec)` writes it: cut to the precision, then padded. */
export function formatString(value: string, spec: FormatSpec): string {
  const cut = [...value].slice(0, spec.precision).join('');
  return layOut({ sign: '', prefix: '', digits: '', rest: cut }, spec);
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : 'inf';
}

function writeFinite(value: number, { type, precision, alternate }: FormatSpec): string {
  const decimal = exactDecimal(value);
  const presentation = type.toLowerCase();
  if (presentation === 'f' || presentation === '%') return fixed(decimal, precision ?? 6, alternate);
  if (presentation === 'e') return exponential(roundToDigits(decimal, (precision ?? 6) + 1), alternate);
  if (presentation === '' && precision === undefined) return withPoint(pythonRepr(value), alternate);
  // 'g', 'n' and no type: as many significant digits, and an exponent only where it makes the number shorter.
  const count = Math.max(precision ?? 6, 1);
  const rounded = roundToDigits(decimal, count);
  const power = magnitude(rounded);
  const limit = presentation === '' ? count - 1 : count;
  const kept = alternate ? rounded : withoutTrailingZeros(rounded);
  if (power < -4 || power >= limit) return exponential(kept, alternate);
  const places = Math.max(-kept.exponent, presentation === '' ? 1 : 0);
  return fixed(kept, places, alternate);
}

function fixed(decimal: Decimal, places: number, alternate: boolean): string {
  const digits = String(roundTo(decimal, -places).digits).padStart(places + 1, '0');
  const point = places > 0 || alternate ? '.' : '';
  return digits.slice(0, digits.length - places) + point + digits.slice(digits.length - places);
}

/** All digits of the decimal, one before the point. */
function exponential(decimal: Decimal, alternate: boolean): string {
  const digits = decimal.digits === 0n ? '0'.repeat(1 - decimal.exponent) : String(decimal.digits);
  const power = magnitude(decimal);
  const point = digits.length > 1 || alternate ? '.' : '';
  const written = String(Math.abs(power)).padStart(2, '0');
  return `${digits[0]}${point}${digits.slice(1)}e${power < 0 ? '-' : '+'}${written}`;
}

function withPoint(repr: string, alternate: boolean): string {
  return alternate && !repr.includes('.') ? repr.replace('e', '.e') : repr;
}

function withoutTrailingZeros({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const zeros = /0*$/.exec(String(digits))?.[0].length as number;
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

function signOf(negative: boolean, { sign }: FormatSpec): string {
  if (negative) return '-';
  return sign === '-' ? '' : sign;
}

/** Groups the digits and fills up to the width. Zeros that fill a number are grouped like digits. */
function layOut({ sign, prefix, digits, rest }: Written, spec: FormatSpec, size = 3): string {
  const { fill, align, width, grouping } = spec;
  const room = fill === '0' && align === '=' ? width - sign.length - prefix.length - rest.length : 0;
  const number = digits === '' ? '' : grouped(digits, grouping, size, room);
  const missing = Math.max(width - [...(sign + prefix + number + rest)].length, 0);
  if (align === '=') return sign + prefix + fill.repeat(missing) + number + rest;
  const left = { '<': 0, '>': missing, '^': Math.floor(missing / 2) }[align];
  return fill.repeat(left) + sign + prefix + number + rest + fill.repeat(missing - left);
}

function grouped(digits: string, separator: string, size: number, room: number): string {
  if (separator === '') return digits;
  const separated = digits.replace(new RegExp(`\\B(?=(?:\\w{${size}})+$)`, 'g'), separator);
  return separated.length >= room ? separated : grouped(`0${digits}`, separator, size, room);
}
