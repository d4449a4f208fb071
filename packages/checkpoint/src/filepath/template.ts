import { optionError, pythonRepr } from '@cb/core/monitor';
import { FILE_URL } from '@cb/files';
import { type Kind, parseFormatSpec } from './format-spec.js';
import { formatFloat, formatInt, formatString } from './python-format.js';

/** The names that are whole numbers; every other name is a metric. */
const COUNTERS = ['epoch', 'batch'];

/** `{{`, `}}`, a replacement field `{name!conversion:spec}`, or a brace that belongs to none of them. */
const MARKUP = /\{\{|\}\}|\{(?<name>[^{}!:]*)(?:!(?<conversion>[^{}]))?(?::(?<spec>[^{}]*))?\}|[{}]/gsu;

interface Field {
  name: string;
  write: (value: number) => string;
}

/** A file name with replacement fields, as Python's `str.format` reads it. In a `file:///` URL, values are escaped. */
export class Template {
  readonly text: string;
  readonly #parts: (string | Field)[] = [];

  /** @throws RangeError for a template that could not be filled whatever the metrics are */
  constructor(text: string) {
    this.text = text;
    let end = 0;
    for (const match of text.matchAll(MARKUP)) {
      this.#parts.push(text.slice(end, match.index), part(text, match));
      end = match.index + match[0].length;
    }
    this.#parts.push(text.slice(end));
  }

  /** The names that the template needs. */
  get names(): string[] {
    return this.#parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));
  }

  /** What is written before the first replacement field. */
  get fixed(): string {
    const first = this.#parts.findIndex((part) => typeof part !== 'string');
    return this.#parts.slice(0, first === -1 ? undefined : first).join('');
  }

  /** @param missing what to write for a name without a value */
  fill(values: Readonly<Record<string, number>>, missing: (name: string) => string): string {
    const spell = FILE_URL.test(this.text) ? encodeURIComponent : String;
    const filled = ({ name, write }: Field) =>
      spell(Object.hasOwn(values, name) ? write(values[name] as number) : missing(name));
    return this.#parts.map((part) => (typeof part === 'string' ? part : filled(part))).join('');
  }
}

function part(template: string, match: RegExpExecArray): string | Field {
  const { name, conversion, spec = '' } = match.groups as { name?: string; conversion?: string; spec?: string };
  if (match[0] === '{{' || match[0] === '}}') return match[0].charAt(0);
  if (name === undefined) throw malformed(template, `A single \`${match[0]}\` opens or closes nothing`);
  if (name === '' || /^\d+$|[.[\]]/.test(name)) {
    throw malformed(template, `\`${match[0]}\` is not the name of a metric, \`epoch\` or \`batch\``);
  }
  if (conversion !== undefined && !'rsa'.includes(conversion)) {
    throw malformed(template, `\`${match[0]}\`: Unknown conversion specifier ${conversion}`);
  }
  try {
    return { name, write: writer(COUNTERS.includes(name), conversion, spec) };
  } catch (error) {
    throw malformed(template, `\`${match[0]}\`: ${(error as Error).message.replace(/\.$/, '')}`);
  }
}

function writer(isCounter: boolean, conversion: string | undefined, text: string): (value: number) => string {
  const kind: Kind = conversion ? 'str' : isCounter ? 'int' : 'float';
  const spec = parseFormatSpec(text, kind);
  if (kind === 'int') return (value) => formatInt(value, spec);
  if (kind === 'float') return (value) => formatFloat(value, spec);
  return (value) => formatString(isCounter ? String(value) : pythonRepr(value), spec);
}

function malformed(template: string, fault: string): Error {
  const remedy =
    "Pass a template of Python's str.format, such as 'weights.{epoch:02d}-{val_loss:.2f}'; {{ and }} are braces.";
  return optionError('ModelCheckpoint', 'filepath', template, `${fault}. ${remedy}`);
}
