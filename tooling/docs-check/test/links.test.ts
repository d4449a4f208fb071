import { expect, test } from 'vitest';
import { type Document, readDocuments, root } from '../src/documents.js';
import { anchorsOf, brokenLinks } from '../src/links.js';

const documents = readDocuments();

test.each(documents)('every link of $path leads somewhere', (document) => {
  expect(brokenLinks(document, documents, root)).toEqual([]);
});

const guide: Document = { path: 'docs/guide.md', text: '# Guide\n\n## `@cb/core`, and more\n' };
const from = (text: string): string[] => brokenLinks({ path: 'docs/recipes.md', text }, [guide, ...documents], root);

test.each([
  'docs/recipes.md',
  '../nothing.md',
  '../../etc/passwd',
  '#nowhere',
  'recipes.md#nowhere',
  '../packages/core#nowhere',
])('a link to %s is found to be broken', (target) => {
  expect(from(`# Page\n\nSee [this](${target}).`)).toEqual([target]);
});

test.each([
  'recipes.md',
  '#page',
  '../packages/core',
  '../packages/core/README.md#what-a-callback-keeps',
  '../packages/core#what-a-callback-keeps',
  'https://example.org/nothing',
])('a link to %s is not', (target) => {
  expect(from(`# Page\n\nSee ![this](${target}).`)).toEqual([]);
});

test('what looks like a link in code is none', () => {
  expect(from('`[a](nothing.md)`\n\n```js\nlist[0](nothing);\n```\n')).toEqual([]);
});

test('anchors are those of GitHub', () => {
  const text = '# `@cb/core`, and more\n## A B_c-d\n## A B_c-d\n```\n# no heading\n```\n### Über 2 %\n';
  expect(anchorsOf(text)).toEqual(['cbcore-and-more', 'a-b_c-d', 'a-b_c-d-1', 'über-2-']);
});
