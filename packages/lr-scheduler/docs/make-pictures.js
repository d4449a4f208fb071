// @ts-check
// node docs/make-pictures.js: draws the pictures of the README, by the built package.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './pictures.js';

for (const [file, svg] of Object.entries(pictures)) writeFileSync(join(import.meta.dirname, file), svg);
