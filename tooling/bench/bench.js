// @ts-check
// pnpm bench [NAME…] [--rounds N] [--scale SHARE] [--out PATH] [--before FILE.json] [--with FILE.json]: runs the benchmarks
// whose names begin so, or all, each in a process of its own, and writes what they found to PATH.json, PATH.md and the
// pictures PATH.svg, PATH-goals.svg and PATH-growth.svg; PATH is `bench` by default. With --before, what an earlier run
// found stands beside; with --with, what another run found of the benchmarks that are not run stands among the rest. For a
// try, --rounds 1 --scale 0.01 does little of everything.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from './src/machine.js';
import { markdownOf } from './src/markdown.js';
import { picturesOf } from './src/pictures.js';
import { summaryOf } from './src/summary.js';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    scale: { type: 'string' },
    out: { type: 'string', default: 'bench' },
    before: { type: 'string' },
    with: { type: 'string' },
  },
});
const { rounds, scale, out } = values;
const unknown = positionals.find((begin) => !known.some((name) => name.startsWith(begin)));
if (unknown !== undefined) fail(`"${unknown}" is no benchmark. Pass some of ${known.join(', ')}.`);
if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds))
  fail(`--rounds is "${rounds}". Pass a whole number, 1 or more.`);
if (scale !== undefined && !(Number(scale) > 0 && Number(scale) <= 1))
  fail(`--scale is "${scale}". Pass a number above 0, up to 1.`);

const before = values.before === undefined ? undefined : resultsOf('before', values.before);
const other = values.with === undefined ? undefined : resultsOf('with', values.with);

/** @type {import('./src/measure.js').Report[]} */
const reports = [];
const asked = known.filter((name) => positionals.length === 0 || positionals.some((begin) => name.startsWith(begin)));
for (const name of asked) {
  const begin = performance.now();
  console.info(`\n${name} …\n`);
  const child = fork(`${import.meta.dirname}/${name}.bench.js`, {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...(rounds && { CB_BENCH_ROUNDS: rounds }), ...(scale && { CB_BENCH_SCALE: scale }) },
    // JSON has no NaN.
    serialization: 'advanced',
  });
  child.on('message', (report) => reports.push(/** @type {never} */ (report)));
  const [status] = await once(child, 'exit');
  if (status !== 0) process.exitCode = 1;
  console.info(`\n${name}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
}

const kept = other?.reports.filter(({ name }) => !asked.includes(name)) ?? [];
reports.push(...kept);
reports.sort((one, two) => known.indexOf(one.name) - known.indexOf(two.name));

const facts = machine();
const summary = summaryOf(reports, before?.reports);
const lines = Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`);
if (other) lines.push(`- ${kept.map(({ name }) => name).join(', ')}: ${Object.values(other.machine).join(', ')}`);
if (before) lines.push(`- before: ${Object.values(before.machine).join(', ')}`);
const pictures = picturesOf(reports, before?.reports);
const head = ['# Benchmarks', lines.join('\n'), summary];
for (const { name, title, image } of pictures) {
  head.push(`![${title}](${basename(out)}${name}.svg)`);
  writeFileSync(`${out}${name}.svg`, image);
}
writeFileSync(`${out}.json`, `${JSON.stringify({ machine: facts, reports }, null, 1)}\n`);
writeFileSync(`${out}.md`, `${[...head, ...reports.map(markdownOf)].join('\n\n')}\n`);
console.info(
  `\n${summary}\n\nWritten: ${['.json', '.md', ...pictures.map(({ name }) => `${name}.svg`)].map((end) => out + end).join(', ')}`,
);

/**
 * What another run found.
 *
 * @param {string} option
 * @param {string} path
 * @returns {{ machine: Record<string, string>, reports: import('./src/measure.js').Report[] }}
 */
function resultsOf(option, path) {
  try {
    const { machine, reports } = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof machine !== 'object' || !Array.isArray(reports)) throw new Error('it has no `machine` and `reports`');
    return { machine, reports };
  } catch (error) {
    return fail(`--${option} is "${path}" (${/** @type {Error} */ (error).message}). Pass the .json of another run.`);
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}
