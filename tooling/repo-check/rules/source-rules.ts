import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { optionsIn } from '../options.js';
import type { Rule, SourceFile } from '../packages.js';

const requirements = new URL('../../keras-oracle/requirements.txt', import.meta.url);

/** The version of Keras that recordings are made with. */
const KERAS = /^keras==(.+)$/m.exec(readFileSync(requirements, 'utf8'))?.[1];

const ENTRIES =
  /^(README\.md|CHANGELOG\.md|package\.json|tsconfig(\.build)?\.json|src|test|docs|dist|node_modules|\.turbo|\.readme-example-\w+)$/;

const LONGEST = 300;

/** The rules of what is in the folder and in its sources. */
export const sourceRules: Rule[] = [
  {
    name: 'its folder holds nothing but sources, tests and what npm asks for',
    faults: ({ entries }) => entries.filter((entry) => !ENTRIES.test(entry)).map((entry) => `it has ${entry}`),
  },
  {
    name: 'its entry re-exports, by name, and does nothing else',
    faults: ({ sources }) =>
      lines(sources.filter(({ path }) => path === 'index.ts'))
        .filter(({ line }) => line && !/^export .* from '.+';$/.test(line))
        .map(({ line }) => `index.ts has \`${line}\``),
  },
  {
    name: 'its files are named in kebab-case and are short',
    faults: ({ sources, tests }) => [
      ...[...sources, ...tests]
        .filter(({ path }) => !/^[a-z0-9-/]+(\.test|\.test-d)?\.ts$/.test(path))
        .map(({ path }) => `${path} is not in kebab-case`),
      ...sources
        .filter(({ text }) => text.split('\n').length > LONGEST)
        .map(({ path }) => `${path} has more than ${LONGEST} lines: give it one reason to change`),
    ],
  },
  {
    name: 'its sources import what its manifest names',
    faults: ({ manifest, sources }) => {
      const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.imports });
      return importsOf(sources)
        .filter(({ from }) => !from.startsWith('.') && !isBuiltin(from) && !named.includes(packageOf(from)))
        .map(({ path, from }) => `${path} imports ${from}`);
    },
  },
  {
    name: 'it has no default export',
    faults: ({ sources }) => where(sources, /^export default /).map((place) => `${place} exports a default`),
  },
  {
    name: 'it prints through console.info and console.warn alone',
    faults: ({ sources }) =>
      where(
        // What a command prints is its result.
        sources.filter(({ path }) => !path.startsWith('command/')),
        /^(?! *\*).*\bconsole\.(?!info\b|warn\b)/,
      ).map((place) => `${place} prints otherwise`),
  },
  {
    name: 'it mirrors the version of Keras that the recordings are of',
    faults: ({ sources }) =>
      where(sources, new RegExp(`@see keras/.* in Keras (?!${KERAS}\\b)`)).map((place) => `${place} names another one`),
  },
  {
    name: 'each of its options is explained, with its default',
    faults: ({ sources }) =>
      optionsIn(sources)
        .filter(({ comment, isOptional }) => !comment || (isOptional && !comment.includes('@defaultValue')))
        .map(({ file, name }) => `${file}: \`${name}\` lacks its meaning or its default`),
  },
];

function importsOf(files: readonly SourceFile[]): { path: string; from: string }[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^']+)'/gm)].map(([, from = '']) => ({ path, from })),
  );
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function where(files: readonly SourceFile[], pattern: RegExp): string[] {
  return lines(files)
    .filter(({ line }) => pattern.test(line))
    .map(({ path, number }) => `${path}:${number}`);
}

function lines(files: readonly SourceFile[]): { path: string; line: string; number: number }[] {
  return files.flatMap(({ path, text }) => text.split('\n').map((line, index) => ({ path, line, number: index + 1 })));
}
