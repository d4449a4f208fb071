import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents.js';

/** What a published package brings along that others have published. */
export interface RunTimeDependency {
  name: string;
  /** The packages of ours that ask for it, without their scope. */
  of: string[];
  license: string;
  /** As it is installed, in bytes. */
  size: number;
  /** What it brings along itself. */
  dependencies: string[];
  /** Scripts that run where it is installed. */
  installScripts: string[];
}

/** All of them, those that come along with others too, in the order of their names. As they are installed here. */
export function runTimeDependencies(): RunTimeDependency[] {
  const found = new Map<string, RunTimeDependency>();
  for (const folder of readdirSync(join(root, 'packages'))) {
    const { dependencies = {} } = manifestIn(join(root, 'packages', folder));
    for (const name of Object.keys(dependencies)) {
      if (!name.startsWith('@cb/')) visit(name, join(root, 'packages', folder, 'node_modules', name), folder, found);
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function visit(name: string, link: string, folder: string, found: Map<string, RunTimeDependency>): void {
  const known = found.get(name);
  if (known) {
    if (!known.of.includes(folder)) known.of.push(folder);
  }
  const place = realpathSync(link);
  const { license, dependencies = {}, scripts = {} } = manifestIn(place);
  const installScripts = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
  const own = Object.keys(dependencies).sort();
  if (!known) {
    found.set(name, { name, of: [folder], license, size: sizeOf(place), dependencies: own, installScripts });
  }
  // What a package brings along lies beside it, under the folder that holds it.
  const beside = place.slice(0, place.length - name.length);
  for (const other of own) visit(other, join(beside, other), folder, found);
}

interface Installed {
  license: string;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

function manifestIn(place: string): Installed {
  return JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
}

function sizeOf(place: string): number {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes(`${place}/node_modules`));
  return files.reduce((sum, { name, parentPath }) => sum + statSync(join(parentPath, name)).size, 0);
}
