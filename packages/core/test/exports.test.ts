import '@cb-tooling/backend';
import { expect, test } from 'vitest';
import * as core from '../src/index.js';

test('exports the contract', () => {
  expect(Object.keys(core).sort()).toEqual([
    'BestWeights',
    'Callback',
    'Monitor',
    'MonitoredMetric',
    'OptionReader',
    'WeightSnapshot',
    'combine',
    'directionOf',
    'fromJSONNumber',
    'getLearningRate',
    'optionError',
    'pythonRepr',
    'readMetrics',
    'setLearningRate',
    'shared',
    'show',
    'suggestion',
    'toJSONNumber',
  ]);
});
