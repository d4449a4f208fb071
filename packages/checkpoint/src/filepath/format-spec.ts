/**
 * A format specification of Python's `str.format`: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.
 */
export interface FormatSpec {
  fill: string;
  align: '<' | '>' | '^' | '=';
  sign: '+' | '-' | ' ' | '';
  /** `z`: what rounds to negative zero is written as zero. */
  positiveZero: boolean;
  /** `#`: keeps the point and trailing zeros, or writes the `0x` of another base. */
  alternate: boolean;
  width: number;
  grouping: ',' | '_' | '';
  precision: number | undefined;
  /** `''` is a type of its own: nearly `g` for a float, `d` for an int. */
  type: string;
}

/** What a field can hold: `{epoch}` is an int, a metric a float, and `!r` or `!s` makes a str of either. */
export type Kind = 'int' | 'float' | 'str';

const TYPES: Record<Kind, string> = { int: 'bcdoxXneEfFgG%', float: 'eEfFgGn%', str: 's' };

const SPEC =
  /^(?:(?<fill>.)(?=[<>=^]))?(?<align>[<>=^])?(?<sign>[-+ ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_]*)(?:\.(?<precision>\d*))?(?<type>.*)$/su;

/** No file name is as long; a limit keeps a slip of the finger from filling the memory. */
const MOST_DIGITS = 4;

/**
 * Reads a format specification as Python does.
 *
 * @throws RangeError with Python's own words where Python raises `ValueError`
 */
export function parseFormatSpec(text: string, kind: Kind): FormatSpec {
  const part = SPEC.exec(text)?.groups as Partial<Record<string, string>>;
  const { fill, align, sign = '', zero, width = '', grouping = '', precision, type = '' } = part;
  const spec: FormatSpec = {
    fill: fill ?? (zero ? '0' : ' '),
    align: (align ?? (kind === 'str' ? '<' : zero && fill === undefined ? '=' : '>')) as FormatSpec['align'],
    sign: sign as FormatSpec['sign'],
    positiveZero: part.z !== undefined,
    alternate: part.alternate !== undefined,
    width: Number(width),
    grouping: grouping as FormatSpec['grouping'],
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
  if (grouping.length > 1) throw new RangeError(groupingFault(grouping, text, kind));
  if (precision === '') throw new RangeError('Format specifier missing precision');
  if (Math.max(width.length, precision?.length ?? 0) > MOST_DIGITS) {
    throw new RangeError('Too many decimal digits in format string');
  }
  if ([...type].length > 1) throw new RangeError(`Invalid format specifier '${text}' for object of type '${kind}'`);
  const fault = groupedTypeFault(spec, kind) ?? kindFault(spec, kind);
  if (fault !== undefined) throw new RangeError(fault);
  return spec;
}

function groupingFault(grouping: string, text: string, kind: Kind): string {
  if (new Set(grouping).size > 1) return "Cannot specify both ',' and '_'.";
  return `Invalid format specifier '${text}' for object of type '${kind}'`;
}

function groupedTypeFault({ grouping, type }: FormatSpec, kind: Kind): string | undefined {
  const written = type || (kind === 'str' ? 's' : 'd');
  if (grouping === '' || 'deEfFgG%'.includes(written)) return undefined;
  if (grouping === '_' && 'boxX'.includes(written)) return undefined;
  return `Cannot specify '${grouping}' with '${written}'.`;
}

/** What a specification may not ask of a str, or of an int that stays one. */
function kindFault(spec: FormatSpec, kind: Kind): string | undefined {
  const { type } = spec;
  if (type !== '' && !TYPES[kind].includes(type)) {
    return `Unknown format code '${type}' for object of type '${kind}'`;
  }
  if (kind === 'str') {
    if (spec.sign === ' ') return 'Space not allowed in string format specifier';
    if (spec.sign !== '') return 'Sign not allowed in string format specifier';
    if (spec.positiveZero) return 'Negative zero coercion (z) not allowed in string format specifier';
    if (spec.alternate) return 'Alternate form (#) not allowed in string format specifier';
    if (spec.align === '=') return "'=' alignment not allowed in string format specifier";
    return undefined;
  }
  if (kind === 'float' || 'eEfFgG%'.includes(type || 'd')) return undefined;
  if (spec.precision !== undefined) return 'Precision not allowed in integer format specifier';
  if (spec.positiveZero) return 'Negative zero coercion (z) not allowed in integer format specifier';
  if (type !== 'c') return undefined;
  if (spec.sign !== '') return "Sign not allowed with integer format specifier 'c'";
  if (spec.alternate) return "Alternate form (#) not allowed with integer format specifier 'c'";
  return undefined;
}
