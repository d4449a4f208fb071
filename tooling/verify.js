// pnpm verify NAME [OPTIONS]: a campaign that is too slow for every change. NAME is a script `verify:NAME` of a package
// in this folder, which gets the options.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** @type {Map<string, string>} the package that has each campaign */
const campaigns = new Map();
for (const folder of readdirSync(import.meta.dirname, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue;
  const manifest = readFileSync(`${import.meta.dirname}/${folder.name}/package.json`, 'utf8');
  const { name, scripts = {} } = JSON.parse(manifest);
  for (const script of Object.keys(scripts)) {
    if (script.startsWith('verify:')) campaigns.set(script.slice('verify:'.length), name);
  }
}

const [campaign = '', ...options] = process.argv.slice(2);
const owner = campaigns.get(campaign);
if (owner === undefined) {
  console.error(`verify: "${campaign}" is no campaign. Pass one of ${[...campaigns.keys()].sort().join(', ')}.`);
  process.exit(2);
}
run('turbo', ['run', 'build', '--output-logs=errors-only']);
run('pnpm', ['--filter', owner, 'run', `verify:${campaign}`, ...options]);

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
