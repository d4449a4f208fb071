// @ts-check
// pnpm bench [NAME…] [--rounds N] [--scale SHARE] [--out PATH]: runs the benchmarks whose names begin so, or all, each in a
// process of its own, and writes what they found to PATH.json, PATH.md, PATH.svg and PATH-growth.svg; PATH is `bench` by
// default. For a try, --rounds 1 --scale 0.01 does little of everything.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { barsOf } from './src/bars.js';
import { curvesOf } from './src/curves.js';
import { machine } from './src/machine.js';
import { markdownOf, summaryOf } from './src/markdown.js';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, scale: { type: 'string' }, out: { type: 'string', default: 'bench' } },
});
const { rounds, scale, out } = values;
const unknown = positionals.find((begin) => !known.some((name) => name.startsWith(begin)));
if (unknown !== undefined) fail(`"${unknown}" is no benchmark. Pass some of ${known.join(', ')}.`);
if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds))
  fail(`--rounds is "${rounds}". Pass a whole number, 1 or more.`);
if (scale !== undefined && !(Number(scale) > 0 && Number(scale) <= 1))
  fail(`--scale is "${scale}". Pass a number above 0, up to 1.`);

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

const facts = machine();
const bars = barsOf(reports);
const curves = curvesOf(reports);
const lines = Object.entries(facts).map(([name, value]) => `- ${name}: ${value}`);
const pictures = [
  `![How many times as good ours is as each peer](${basename(out)}.svg)`,
  `![How costs grow](${basename(out)}-growth.svg)`,
];
const head = ['# Benchmarks', lines.join('\n'), summaryOf(reports), ...pictures];
writeFileSync(`${out}.json`, `${JSON.stringify({ machine: facts, reports }, null, 1)}\n`);
writeFileSync(`${out}.md`, `${[...head, ...reports.map(markdownOf)].join('\n\n')}\n`);
writeFileSync(`${out}.svg`, bars);
writeFileSync(`${out}-growth.svg`, curves);
console.info(`\n${summaryOf(reports)}\n\nWritten: ${out}.json, ${out}.md, ${out}.svg, ${out}-growth.svg`);

/** @param {string} message */
function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}
