import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

// reasons.js LOG: prints what Vitest says about the tests that failed, each project's on its own, from the heading on
//   @cb/core:test: ⎯⎯⎯ Failed Tests 1 ⎯⎯⎯
// to the summary; of a log without such a heading its last 30 lines.

const HEADING = /⎯ (Failed (Suites|Tests) \d+|Unhandled Errors?) ⎯/;
const SUMMARY = /^\s*Test Files {2}/;

const lines = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8')).trimEnd().split('\n');
/** @type {Map<string, string[]>} */
const reasons = new Map();
/** @type {Set<string>} */
const over = new Set();

for (const line of lines) {
  const [, project, text] = /^(?:([^\s:]+:test): )?(.*)$/.exec(line) ?? [];
  const key = project ?? '';
  if (SUMMARY.test(text)) over.add(key);
  if (HEADING.test(text) && !reasons.has(key)) reasons.set(key, []);
  if (!over.has(key)) reasons.get(key)?.push(line);
}
console.log([...(reasons.size > 0 ? reasons.values() : [lines.slice(-30)])].flat().join('\n'));
