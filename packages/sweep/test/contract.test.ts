import '@cb-tooling/backend';
import { callbackContract, compiledModel } from '@cb/core/testing';
import { readmeExamples } from '@cb-tooling/repo-check/readme';
import { describe, expect, test } from 'vitest';
import * as entry from '../src/index.js';
import { SweepReporter, type SweepReporterOptions } from '../src/index.js';
import { contextThat } from './context.js';

test('exports what the README shows', () => {
  expect(Object.keys(entry).sort()).toEqual(['SweepReporter', 'isTrial', 'sweep']);
});

describe('contract', () => {
  const make = (options?: SweepReporterOptions) =>
    new SweepReporter(contextThat(), { monitor: 'loss', strict: false, ...options });
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

for (const example of readmeExamples(import.meta.url)) test(example.name, example.run, 120_000);
