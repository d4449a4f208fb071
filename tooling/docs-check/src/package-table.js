import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledSize } from '@cb-tooling/bench/bundled-size';

const packages = new URL('../../../packages/', import.meta.url);

/** What the table stands between. */
const BEGIN = '<!-- packages: written by tooling/docs-check/write-package-table.js, but for the last column -->\n';
const END = '\n<!-- /packages -->';

/**
 * A package, as its row has it.
 *
 * @typedef {object} Row
 * @property {string} folder
 * @property {string} version
 * @property {string} size minified and gzipped
 * @property {string} what what it is, in words
 */

/**
 * The rows of the table in a document.
 *
 * @param {string} text
 * @returns {Row[]}
 */
export function rowsOf(text) {
  const rows = [...tableIn(text).matchAll(/^\| \[`@cb\/([\w-]+)`\]\S+ *\| (\S+) *\| (\S+ kB) *\| (.*?) *\|$/gm)];
  return rows.map(([, folder = '', version = '', size = '', what = '']) => ({ folder, version, size, what }));
}

/**
 * The document with a table of all packages: those that it has in their order, then the others. What a package is stays
 * as it is written; for a new one it is the description in its manifest.
 *
 * @param {string} text
 */
export async function withPackageTable(text) {
  const known = rowsOf(text);
  const folders = new Set([...known.map(({ folder }) => folder), ...readdirSync(packages)]);
  const rows = await Promise.all(
    [...folders].map(async (folder) => {
      const { version, description } = manifestOf(folder);
      const what = known.find((row) => row.folder === folder)?.what ?? description;
      return `| [\`@cb/${folder}\`](packages/${folder}) | ${version} | ${await sizeOf(folder)} | ${what} |`;
    }),
  );
  const table = ['| package | version | size | what it is |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return text.replace(tableIn(text), () => `\n${table}\n`);
}

/**
 * @param {string} folder
 * @returns {{ version: string, description: string }}
 */
export function manifestOf(folder) {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8'));
}

/**
 * What a browser loads of it at first. Of the sources, so that a package that is new need not be built.
 *
 * @param {string} folder
 */
export async function sizeOf(folder) {
  const { gzipped } = await bundledSize(fileURLToPath(new URL(`${folder}/src/index.ts`, packages)), 'browser');
  return `${(gzipped / 1000).toFixed(1)} kB`;
}

/**
 * @param {string} text
 * @throws {Error} when it has no place for a table
 */
function tableIn(text) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`The document has no table of packages. Put ${BEGIN}and${END} into it.`);
  return text.slice(begin + BEGIN.length, end);
}
