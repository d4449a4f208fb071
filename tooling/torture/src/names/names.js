/** What a metric, a layer or a hyperparameter can be called by somebody who means harm, or by accident. */
export const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '0',
  ' ',
  'a/b',
  '../../out',
  '/absolute',
  'back\\slash',
  'two\nlines',
  'carriage\rreturn',
  '\u001b[2J\u001b[1;1Hcleared',
  '\u001b]0;title\u0007',
  '\u009b2Jcleared',
  '\u0000',
  '\u202egnp.exe',
  '\u2028line',
  '\ud800',
  'x'.repeat(10_000),
  '😀'.repeat(500),
  '","',
  '=1+1',
  "'; drop table logs; --",
  '%s %o %c',
  'val_',
  'NA',
  'CON',
  '{}',
];

/** Whether a name is more than a line of text, and could do something to a terminal. */
export function steers(/** @type {string} */ name) {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name);
}
