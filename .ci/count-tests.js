import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

// count-tests.js LOG PROJECTS: prints "passed failed skipped", added up over Vitest's summary lines, such as
//   @cb/core:test:       Tests  1 failed | 12 passed | 2 skipped (15)
// A summary that is missing, or that names a kind of result unknown here, is an error.

const [file, projects] = process.argv.slice(2);
const log = stripVTControlCharacters(readFileSync(file, 'utf8'));
const summaries = [...log.matchAll(/\sTests {2}(\d.*) \((\d+)\)$/gm)];
const counts = { passed: 0, failed: 0, skipped: 0, todo: 0 };

for (const [line, results, total] of summaries) {
  let sum = 0;
  for (const [, count, kind] of results.matchAll(/(\d+) ([^|]+?)(?= \||$)/g)) {
    if (!(kind in counts)) fail(`"${kind}" is no kind of result known here.`);
    counts[kind] += Number(count);
    sum += Number(count);
  }
  if (sum !== Number(total)) fail(`these results do not add up: ${line.trim()}`);
}
console.log(counts.passed, counts.failed, counts.skipped + counts.todo);
if (summaries.length < Number(projects)) fail(`${summaries.length} of ${projects} projects reported tests.`);
if (!counts.passed) fail('no test passed.');

/** @param {string} reason */
function fail(reason) {
  console.error(`count-tests: ${reason}`);
  process.exitCode = 1;
}
