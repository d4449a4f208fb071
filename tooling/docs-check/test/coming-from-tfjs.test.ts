import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { root } from '../src/documents.js';
import { sectionOf, tableOf } from '../src/tables.js';

test('each option of tf.callbacks.earlyStopping has a row', () => {
  const layers = createRequire(import.meta.url).resolve('@tensorflow/tfjs-layers/package.json');
  const types = readFileSync(layers.replace('package.json', 'dist/callbacks.d.ts'), 'utf8');
  const [, members = ''] = types.match(/interface EarlyStoppingCallbackArgs \{(.*?)\n\}/s) ?? [];
  const options = [...members.matchAll(/^ {4}(\w+)\?:/gm)].map(([, name]) => `\`${name}\``);
  expect(options).toContain('`patience`');

  const page = readFileSync(`${root}docs/coming-from-tfjs.md`, 'utf8');
  const rows = tableOf(sectionOf(page, '`tf.callbacks.earlyStopping`'));
  expect(rows.map(([option]) => option)).toEqual(options);
});
