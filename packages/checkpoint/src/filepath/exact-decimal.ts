/** A number that is finite and not negative, written as `digits` × 10^`exponent`. */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Every double is a finite decimal fraction. This is all of it, 1,074 digits at most: nothing is rounded yet. */
export function exactDecimal(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = Math.max(biased, 1) - 1075;
  if (power >= 0) return { digits: mantissa << BigInt(power), exponent: 0 };
  // m / 2^n = m · 5^n / 10^n
  return { digits: mantissa * 5n ** BigInt(-power), exponent: power };
}

/** The power of ten of the first digit: 0 for 1 to 9.99, and for zero. */
export function magnitude({ digits, exponent }: Decimal): number {
  return digits === 0n ? 0 : String(digits).length - 1 + exponent;
}

/** Rounded to a multiple of 10^`exponent`; a tie goes to the even digit. */
export function roundTo(decimal: Decimal, exponent: number): Decimal {
  const shift = exponent - decimal.exponent;
  if (shift <= 0) return { digits: decimal.digits * 10n ** BigInt(-shift), exponent };
  const unit = 10n ** BigInt(shift);
  const quotient = decimal.digits / unit;
  const twiceTheRest = (decimal.digits % unit) * 2n;
  const up = twiceTheRest > unit || (twiceTheRest === unit && quotient % 2n === 1n);
  return { digits: up ? quotient + 1n : quotient, exponent };
}

/** Rounded to so many significant digits; a tie goes to the even digit. */
export function roundToDigits(decimal: Decimal, count: number): Decimal {
  const rounded = roundTo(decimal, magnitude(decimal) - count + 1);
  // 9.99 to two digits is 10.0, which has three.
  return String(rounded.digits).length > count ? roundTo(rounded, rounded.exponent + 1) : rounded;
}
