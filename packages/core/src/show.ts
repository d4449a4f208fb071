import { printable } from './printable.js';

/** In letters: of a longer text the beginning tells what it is. */
const LONGEST = 500;

/** A value as error messages show it: on one line, cut where it is long. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return kindOf(value);
  return printable(typeof value === 'string' ? JSON.stringify(cut(value)) : cut(String(value)));
}

/** A name as error messages show it, such as that of an option. */
export function showName(name: string): string {
  return `\`${printable(cut(name))}\``;
}

function kindOf(value: object): string {
  try {
    return Array.isArray(value) ? 'an array' : 'an object';
  } catch {
    return 'a revoked proxy';
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
