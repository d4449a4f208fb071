// Brings the table of packages in README.md up to date: versions and sizes, and a row for each new package.
import { readFileSync, writeFileSync } from 'node:fs';
import { withPackageTable } from './src/package-table.js';

const readme = new URL('../../README.md', import.meta.url);
writeFileSync(readme, await withPackageTable(readFileSync(readme, 'utf8')));
