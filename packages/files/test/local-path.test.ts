import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { FILE_URL, localPath } from '../src/index.js';

const refuse = (remedy: string, cause?: Error) => new RangeError(remedy, { cause });

const PATH = resolve('/runs/my model 100%');

test.each([
  ['an absolute path', PATH],
  ['a relative path', relative(process.cwd(), PATH)],
  ['a file URL', pathToFileURL(PATH).href],
  ['a file URL with the name of this computer', pathToFileURL(PATH).href.replace('//', '//localhost')],
  ['a file URL in capitals', pathToFileURL(PATH).href.replace('file', 'FILE')],
  ['a file URL with one slash', pathToFileURL(PATH).href.replace('//', '')],
  ['a path behind file://, as tfjs-node takes it', `file://${relative(process.cwd(), PATH)}`],
  ['a path behind FILE://', `FILE://${relative(process.cwd(), PATH)}`],
])('%s is a path', (_, spelling) => {
  expect(localPath(spelling, refuse)).toBe(PATH);
});

test.each(['run:1', 'runs/ab://c', 'c://d', '-a://b'])('%s is a path, whatever its colon looks like', (path) => {
  expect(localPath(path, refuse)).toBe(resolve(path));
});

test.each(['http://host/x', 's3://bucket/x', 'indexeddb://x', 'HTTPS://host/x', 'web+x.y-1://x'])(
  '%s is refused with a remedy',
  (url) => {
    expect(() => localPath(url, refuse)).toThrow(new RangeError('Pass a path or a file:/// URL.'));
  },
);

test('a URL of files that cannot be a path is refused with its fault', () => {
  const causes: unknown[] = [];
  const keep = (remedy: string, cause?: Error) => {
    causes.push(cause);
    return new RangeError(remedy);
  };
  expect(() => localPath('file:///runs/100%', keep)).toThrow(
    new RangeError('It cannot be made a path (URI malformed). Pass a path or a file:/// URL.'),
  );
  expect(causes).toEqual([new URIError('URI malformed')]);
});

test.each([
  ['file:///a%20b', true],
  ['file:/a', true],
  ['FILE://localhost/a', true],
  ['file://a/b', false],
  ['file://localhosts/a', false],
  ['/a', false],
])('whether %s is a URL, in which %%20 is a space: %s', (text, is) => {
  expect(FILE_URL.test(text)).toBe(is);
});
