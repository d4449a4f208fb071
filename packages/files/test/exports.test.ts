import { expect, test } from 'vitest';
import * as entry from '../src/index.js';

test('exports directories and files to append to, what names them, and what went wrong with them', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'FILE_URL',
    'createAppendFile',
    'faultOf',
    'hasFileSystem',
    'isMissing',
    'localPath',
    'openDirectory',
  ]);
});
