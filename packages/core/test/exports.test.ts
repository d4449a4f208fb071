import '@cb-tooling/backend';
import { expect, test } from 'vitest';
import * as entry from '../src/index.js';
import * as optimizer from '../src/optimizer.js';

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

test('exports what an optimizer remembers, in an entry of its own', () => {
  expect(Object.keys(optimizer).sort()).toEqual([
    'captureOptimizer',
    'disposeState',
    'isReadByTensorFlow',
    'isRestorable',
    'restoreOptimizer',
    'stateOfTensors',
    'tensorsOf',
  ]);
});
