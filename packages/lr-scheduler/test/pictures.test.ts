import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pictures } from '../docs/pictures.js';

const docs = new URL('../docs/', import.meta.url);
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test.each(Object.entries(pictures))(
  'docs/%s is what `node docs/make-pictures.js` draws, and the README shows it',
  (file, svg) => {
    expect(readFileSync(new URL(file, docs), 'utf8')).toBe(svg);
    expect(readme).toContain(`](docs/${file})`);
  },
);

test('each schedule has a picture', () => {
  expect(readdirSync(docs).filter((file) => file.endsWith('.svg'))).toEqual(Object.keys(pictures).sort());
  expect(Object.keys(pictures)).toHaveLength(9);
});
