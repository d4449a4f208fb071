// pnpm new-callback NAME [CLASS]: makes packages/NAME from the template, installs it, and says what comes next.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readNames } from './names.js';

const root = join(import.meta.dirname, '../..');
const template = join(import.meta.dirname, 'template');

try {
  const names = readNames(process.argv.slice(2));
  make(names);
  // Names of another length may wrap lines elsewhere.
  run('biome', 'check', '--write', '--log-level=warn', `packages/${names.name}`);
  run('pnpm', 'install', '--no-frozen-lockfile');
  console.info(`
packages/${names.name} is ready: ${names.className} counts epochs until you make it do something else.

  npx --yes pnpm test --filter=@cb/${names.name}    its tests, which pass
  npx --yes pnpm check                                  all that guards main
  npx --yes pnpm changeset                              the release note`);
} catch (error) {
  console.error(`new-callback: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}

/** @param {{ name: string, className: string }} names */
function make({ name, className }) {
  const target = join(root, 'packages', name);
  const fill = (/** @type {string} */ text) => text.replaceAll('my-callback', name).replaceAll('MyCallback', className);
  try {
    for (const entry of readdirSync(template, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const copy = join(target, fill(path.slice(template.length)));
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, fill(readFileSync(path, 'utf8')), { flag: 'wx' });
    }
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string} command one that pnpm has put on the path
 * @param {string[]} args
 */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error(
      `\`${command} ${args.join(' ')}\` failed. The package is made: mend that, and run the command again.`,
    );
}
