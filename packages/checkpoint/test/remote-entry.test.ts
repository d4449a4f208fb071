import { expect, test } from 'vitest';
import * as entry from '../src/remote/index.js';

test('exports what a store beyond the file system needs, and no more', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'MODEL_JSON',
    'REMOTE_PATH',
    'decodeContent',
    'endingOf',
    'ranked',
    'readEntry',
    'readRanking',
    'weightsName',
    'writeEntry',
  ]);
});
