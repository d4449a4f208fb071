import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { describe, test } from 'vitest';
import { blocksOf } from '../src/blocks.js';
import { readDocuments } from '../src/documents.js';

/** The lines that a whole program may have, where a page is about it. */
const LONGEST = 32;

// Examples in `packages` are run by the tests of each package, beside its own dependencies.
const documents = readDocuments().filter(({ path, text }) => {
  return !path.startsWith('packages/') && blocksOf(text).some(({ kind }) => kind === 'js' || kind === 'ts');
});

describe.each(documents)('$path', ({ path }) => {
  const longest = path.startsWith('docs/') ? LONGEST : undefined;
  for (const example of readmeExamples(import.meta.url, `../../../${path}`, { longest }))
    test(example.name, example.run);
});
