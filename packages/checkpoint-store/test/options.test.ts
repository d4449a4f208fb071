import { ModelCheckpoint } from '@cb/checkpoint';
import { expect, test } from 'vitest';
import * as entry from '../src/index.js';
import { objectStore } from '../src/index.js';

const PATHS = "Pass names with / between them, such as 'runs/7'.";

test('exports one function', () => {
  expect(Object.keys(entry).sort()).toEqual(['objectStore']);
});

test.each([
  [undefined, 'objectStore: the scheme is undefined.'],
  ['', 'objectStore: the scheme is "".'],
])('a scheme that is %s is an error', (scheme, what) => {
  expect(() => objectStore(scheme as string, {})).toThrow(`${what} Pass one of OpenDAL's, such as 's3'.`);
});

test('options that are none are an error, and one that is no text, of which the value is not shown', () => {
  expect(() => objectStore('s3', undefined as never)).toThrow(
    "objectStore: the options are undefined. Pass an object, such as { bucket: 'models' }.",
  );
  expect(() => objectStore('s3', { bucket: 'b', secret_access_key: 1234567 as never })).toThrow(
    'objectStore: option `secret_access_key` is a number. Pass a string, as OpenDAL takes it.',
  );
});

test.each([
  [{ retries: -1 }, 'objectStore: option `retries` is -1. Pass a whole number, 0 or more.'],
  [{ timeoutMs: 0 }, 'objectStore: option `timeoutMs` is 0. Pass a whole number of milliseconds, 1 or more.'],
  [{ singleWriter: 1 }, 'objectStore: option `singleWriter` is 1. Pass true or false.'],
  [{ retry: 1 }, 'objectStore: option `retry` is unknown. Pass one of retries, singleWriter, timeoutMs.'],
])('the rules %j are an error', (rules, message) => {
  expect(() => objectStore('s3', {}, rules as never)).toThrow(message);
});

test.each(['', '/runs', 'runs/', 'runs//7', './runs', 'runs/../7'])('"%s" is no path', (path) => {
  expect(() => objectStore('s3', {}).at(path)).toThrow(`objectStore: the path is "${path}". ${PATHS}`);
});

test('neither is what is no text, and for a directory the empty one alone', async () => {
  const store = objectStore('fs', { root: '/nowhere' });
  expect(() => store.at(7 as never)).toThrow(`objectStore: the path is 7. ${PATHS}`);
  await expect(store.latestCheckpoint('runs/')).rejects.toThrow(`objectStore: the directory is "runs/". ${PATHS}`);
});

test('a path that cannot be a `filepath` is an error of the callback', () => {
  const store = objectStore('s3', { bucket: 'models' });
  expect(() => new ModelCheckpoint(store.at('best'), { keepLast: 2 })).toThrow(
    'ModelCheckpoint: option `keepLast` is 2. Each checkpoint needs a name of its own. ' +
      "Pass a `filepath` with a field, such as 'weights.{epoch:02d}'.",
  );
  expect(() => new ModelCheckpoint(store.at('best.keras'), { saveWeightsOnly: true })).toThrow(
    'ModelCheckpoint: option `filepath` is "best.keras". A .keras file holds a whole model. ' +
      'Leave `saveWeightsOnly` out, or pass a path that ends in .weights.h5.',
  );
  expect(() => new ModelCheckpoint(store.at('runs/last'), { saveLast: true })).toThrow(
    'ModelCheckpoint: option `saveLast` is true. Give `filepath` another name: `last` is that of this option.',
  );
});

test('the URL of a path names the store as people do', () => {
  const urlOf = (scheme: string, options: Record<string, string>) => objectStore(scheme, options).at('runs/7').url;
  expect(urlOf('s3', { bucket: 'models', region: 'r' })).toBe('s3://models/runs/7');
  expect(urlOf('gcs', { bucket: 'models', root: '/team/a/' })).toBe('gcs://models/team/a/runs/7');
  expect(urlOf('azblob', { container: 'models' })).toBe('azblob://models/runs/7');
});
