import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { describe, test } from 'vitest';

for (const example of readmeExamples(import.meta.url)) test(example.name, example.run);

describe("the repository's own README", () => {
  for (const example of readmeExamples(import.meta.url, '../../../README.md')) test(example.name, example.run);
});
