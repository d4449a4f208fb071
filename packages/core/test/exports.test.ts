import '@cb-tooling/backend';
import { expect, test } from 'vitest';
import * as entry from '../src/index.js';

test('exports the contract', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'BestWeights',
    'Callback',
    'DONE',
    'Monitor',
    'MonitoredMetric',
    'OptionReader',
    'WeightSnapshot',
    'combine',
    'directionOf',
    'fromJSONNumber',
    'getLearningRate',
    'nameOf',
    'optionError',
    'printable',
    'pythonRepr',
    'readMetric',
    'readMetrics',
    'setLearningRate',
    'share',
    'shared',
    'show',
    'suggestion',
    'toJSONNumber',
  ]);
});
