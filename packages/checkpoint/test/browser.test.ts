import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { openDirectory } from '../src/files-browser.js';

test('only the modules for Node.js import what a browser has not', () => {
  const sources = readdirSync(new URL('../src/', import.meta.url));
  const read = (name: string) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8');
  expect(sources.filter((name) => /from '(node:|@types\/node)/.test(read(name)))).toEqual(
    sources.filter((name) => name.endsWith('-node.ts')),
  );
  const forBrowsers = sources.filter((name) => !name.endsWith('-node.ts'));
  expect(forBrowsers.filter((name) => /from '\.\/(files-|.*-node\.js)/.test(read(name)))).toEqual([]);
  expect(manifest.imports['#files']).toEqual({ node: './dist/files-node.js', default: './dist/files-browser.js' });
});

test('a path in a browser is an error that names the remedy', () => {
  expect(() => openDirectory('checkpoints/best')).toThrow(
    'fileHandler: cannot open "checkpoints/best", because a browser has no file system. ' +
      'Pass a function as `filepath`, such as () => tf.io.browserIndexedDB(name), or train in Node.js.',
  );
});
