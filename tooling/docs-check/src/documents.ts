import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository. Ends in a slash. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Document {
  /** From the root of the repository. */
  path: string;
  text: string;
}

/** What is written when packages are released, and what is to be copied. */
const OTHERS = /^\.changeset\/|CHANGELOG\.md$|\/template\//;

/** Every document of the repository, also those that are not committed. */
export function readDocuments(): Document[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const paths = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return paths
    .filter((path) => !OTHERS.test(path))
    .map((path) => ({ path, text: readFileSync(`${root}${path}`, 'utf8') }));
}
