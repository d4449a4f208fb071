import type { Attribute, File, Group } from 'h5wasm';
import { Fault } from './fault.js';
import { sizeOf } from './weight-values.js';

/** More than any model has layers, or any layer weights. */
const MOST_NAMES = 100_000;

/** Each but the last is as large as an attribute can be. */
const MOST_PARTS = 1000;

/** What is said of the groups of an HDF5 file. Paths are relative to the root; `''` is the root. */
export class Hdf5Attributes {
  readonly #file: File;
  /** To list those of a group takes long, and lists may come in many parts. */
  readonly #listed = new Map<string, Readonly<Record<string, Attribute>>>();

  constructor(file: File) {
    this.#file = file;
  }

  /** A text that belongs to a group. */
  text(path: string, name: string): string | undefined {
    const value = this.#value(path, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether a group has a list of this name, which may be empty. */
  hasTexts(path: string, name: string): boolean {
    return this.#attribute(path, name) !== undefined || this.#attribute(path, `${name}0`) !== undefined;
  }

  /** A list of texts, whether it was written as one list or as several. @throws Fault if one is there twice */
  texts(path: string, name: string): string[] {
    const isWhole = this.#attribute(path, name) !== undefined;
    const texts = isWhole ? asTexts(this.#value(path, name), name) : this.#parts(path, name);
    const seen = new Set<string>();
    for (const text of texts) {
      if (seen.has(text)) throw new Fault(`its ${name} has ${text} twice`);
      seen.add(text);
    }
    return texts;
  }

  #parts(path: string, name: string): string[] {
    const texts: string[] = [];
    for (let part = 0; this.#attribute(path, `${name}${part}`); part++) {
      if (part >= MOST_PARTS) throw new Fault(`its ${name} comes in more than ${MOST_PARTS} parts`);
      for (const text of asTexts(this.#value(path, `${name}${part}`), name)) texts.push(text);
      if (texts.length > MOST_NAMES) throw tooMany(name);
    }
    return texts;
  }

  #value(path: string, name: string): unknown {
    const attribute = this.#attribute(path, name);
    if (attribute && sizeOf(attribute.shape ?? []) > MOST_NAMES) throw tooMany(name);
    return attribute?.value;
  }

  #attribute(path: string, name: string): Attribute | undefined {
    const attributes = this.#listed.get(path) ?? this.#list(path);
    return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  }

  #list(path: string): Readonly<Record<string, Attribute>> {
    const group = path === '' ? this.#file : (this.#file.get(`/${path}`) as Group | null);
    const attributes = group?.attrs ?? {};
    this.#listed.set(path, attributes);
    return attributes;
  }
}

function asTexts(value: unknown, name: string): string[] {
  const list = Array.isArray(value) ? value : [...((value ?? []) as ArrayLike<unknown> & Iterable<unknown>)];
  if (list.every((text) => typeof text === 'string')) return list;
  throw new Fault(`its ${name} is no list of texts`);
}

function tooMany(name: string): Fault {
  return new Fault(`its ${name} has more than ${MOST_NAMES} names`);
}
