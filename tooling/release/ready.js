// node ready.js: says in one sentence why this tree cannot be released, and exits with 1. Left to itself, `changeset publish`
// publishes 0.0.0 of a package that has no version yet, and tags a commit that lacks what was published.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

const obstacle = pendingChangesets() ?? unversionedPackages() ?? uncommittedChanges();
if (obstacle) {
  console.error(`release: ${obstacle}`);
  process.exitCode = 1;
}

function pendingChangesets() {
  const count = readdirSync(path.join(root, '.changeset')).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  ).length;
  if (count === 0) return undefined;
  return `the number of pending changesets is ${count}. Run \`pnpm version-packages\`, and commit what it writes.`;
}

function unversionedPackages() {
  const names = readdirSync(path.join(root, 'packages'))
    .map((folder) => JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8')))
    .filter(({ version }) => version === '0.0.0')
    .map(({ name }) => name);
  if (names.length === 0) return undefined;
  return `version 0.0.0 is that of ${names.join(', ')}. Run \`pnpm changeset\` and \`pnpm version-packages\`, and commit what they write.`;
}

function uncommittedChanges() {
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).trimEnd();
  if (status === '') return undefined;
  return `the working tree differs from its commit, which the tags will name. Commit or remove these:\n${status}`;
}
