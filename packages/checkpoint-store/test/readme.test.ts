import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { test } from 'vitest';

for (const example of readmeExamples(import.meta.url)) test(example.name, example.run);
