import { expect, test } from 'vitest';
import * as entry from '../src/index.js';

test('exports directories and files to append to, and what names them', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'FILE_URL',
    'createAppendFile',
    'hasFileSystem',
    'isMissing',
    'localPath',
    'openDirectory',
  ]);
});
