import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents.js';
import { catalog, manifests, pythonPackages, rootManifest } from './repository.js';

interface Place {
  /** That of the document, from the root of the repository. */
  folder: string;
  /** The packages that commands of the block make. */
  made: Set<string>;
}

/** Says what in a command is not there; `undefined` when all of it is. */
type Check = (words: string[], place: Place) => string | undefined;

/** How each command begins, the more special ones first. */
const COMMANDS: readonly (readonly [RegExp, Check])[] = [
  [/^(npx --yes )?pnpm verify /, ([campaign = '']) => unless(scriptsOfAll.has(`verify:${campaign}`), campaign)],
  [/^npx --yes pnpm /, pnpm],
  [/^npm i /, (names) => missing(names, (name) => published.has(name) || name in catalog || isTested(name))],
  [/^npx /, ([command = '']) => unless(binaries.has(command), command)],
  [/^node /, ([file = ''], { folder }) => missingFile(file, folder)],
  [/^(\S+\/)?python3?(\.\d+)? (-B )?-m /, ([module = ''], { folder }) => python(module, folder)],
  [/^(\S+\/)?pip install /, pip],
];

/** Whether a name with a version, `opendal@0.49.2`, is what tests run with. */
function isTested(name: string): boolean {
  const [, bare = '', version] = /^(.+)@(.+)$/.exec(name) ?? [];
  return version !== undefined && catalog[bare] === version;
}

const published = new Set(manifests.filter((one) => !one.private).map(({ name }) => name));
const scriptsOfAll = new Set(manifests.flatMap(({ scripts = {} }) => Object.keys(scripts)));
const binaries = new Set(manifests.flatMap(({ bin = {} }) => Object.keys(bin)));

/**
 * What is wrong with the lines of a `sh` block: each must be a command of a kind that is known, and what it names must be
 * there.
 *
 * @param folder that of the document, from the root of the repository
 */
export function faultsOfCommands(code: string, folder: string): string[] {
  const made = new Set([...code.matchAll(/ new-callback ([\w-]+)/g)].map(([, name]) => `@cb/${name}`));
  return code.split('\n').flatMap((line) => {
    const command = line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .replace(/^([A-Z_]+=\S+ )+/, '');
    if (command === '') return [];
    const [start, check] = COMMANDS.find(([pattern]) => pattern.test(command)) ?? [];
    if (start === undefined || check === undefined) return [`\`${command}\` is a command that nothing checks.`];
    const fault = check(command.replace(start, '').split(/\s+/), { folder, made });
    return fault === undefined ? [] : [`\`${command}\`: there is no ${fault}.`];
  });
}

function pnpm([script = '', ...options]: string[], { made }: Place): string | undefined {
  const known = script === 'install' || script in (rootManifest.scripts ?? {}) || script === 'changeset';
  const filters = options.flatMap((option) => option.match(/^--filter=(.*)/)?.[1] ?? []);
  const names = new Set(manifests.map(({ name }) => name));
  return unless(known, script) ?? missing(filters, (name) => names.has(name) || made.has(name));
}

function python(module: string, folder: string): string | undefined {
  const path = join(root, folder, module.replaceAll('.', '/'));
  return unless(module === 'venv' || existsSync(path) || existsSync(`${path}.py`), module);
}

function pip(words: string[], { folder }: Place): string | undefined {
  const file = words.indexOf('--requirement') + 1;
  if (file > 0) return missingFile(words[file] ?? '', folder);
  const names = words.filter((word, at) => !word.startsWith('-') && words[at - 1] !== '--target');
  return missing(names, (name) => pythonPackages.has(name.replace(/==.*/, '').toLowerCase()));
}

function missingFile(file: string, folder: string): string | undefined {
  return unless(existsSync(join(root, file)) || existsSync(join(root, folder, file)), file);
}

function missing(names: string[], isThere: (name: string) => boolean): string | undefined {
  return names.find((name) => !isThere(name));
}

function unless(isThere: boolean, name: string): string | undefined {
  return isThere ? undefined : name;
}
