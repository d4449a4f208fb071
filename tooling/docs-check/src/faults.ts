import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { type Block, blocksOf, textOf } from './blocks.js';
import { faultsOfCommands } from './commands.js';
import { type Document, root } from './documents.js';

/** The page that a real browser is tested with. */
const PAGE = 'tooling/browser/application/import-map.html';

/** What is wrong with a block, for each kind of block. What is no language is output, and cannot be wrong. */
const CHECKS: Record<string, (block: Block, document: Document) => string[]> = {
  // Those of a package are run by its own tests, as repo-check asks for; all others by examples.test.ts.
  js: () => [],
  ts: () => [],
  python: (_, { path }) => (path.startsWith('docs/') ? [] : ['Python is run in docs alone.']),
  sh: ({ code }, { path }) => faultsOfCommands(code, dirname(path)),
  json: ({ code }) => faultsOfParsing(() => JSON.parse(code)),
  yaml: ({ code }) => faultsOfParsing(() => parse(code)),
  html: ({ code }) =>
    existsSync(root + PAGE) && readFileSync(root + PAGE, 'utf8') === code ? [] : [`It is not ${PAGE}.`],
  '': () => [],
};

/** What is wrong with the blocks of a document, other than that an example does not run. */
export function faultsOfBlocks(document: Document): string[] {
  const stray = textOf(document.text).match(/^.*```.*$/m);
  if (stray) return [`${document.path}: \`${stray[0]}\` begins no block. Write it at the margin, and close it there.`];
  return blocksOf(document.text).flatMap((block) => {
    const kinds = Object.keys(CHECKS).filter(Boolean).join(', ');
    const check = CHECKS[block.kind] ?? (() => [`No test runs \`${block.kind}\`. Use ${kinds}, or none for output.`]);
    return check(block, document).map((fault) => `${document.path}:${block.line}: ${fault}`);
  });
}

function faultsOfParsing(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    return [String(error)];
  }
}
