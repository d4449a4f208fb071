// @ts-check
// pnpm bench [NAME…]: runs the benchmarks of that name, or all, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.replace('.bench.js', ''));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`bench: "${unknown}" is no benchmark. Pass some of ${known.join(', ')}.`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : known) {
  console.info(`\n## ${name}\n`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', `${import.meta.dirname}/${name}.bench.js`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
