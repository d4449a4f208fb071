// @ts-check
// What each package adds to a bundle, for Node.js and for browsers: minified, and compressed.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledSize } from './bundled-size.js';
import { table } from './statistics.js';

const packages = new URL('../../packages/', import.meta.url);
const rows = await Promise.all(
  readdirSync(packages).map(async (folder) => {
    const entry = fileURLToPath(new URL(`${folder}/dist/index.js`, packages));
    const [node, browser] = [await bundledSize(entry, 'node'), await bundledSize(entry, 'browser')];
    return [`@cb/${folder}`, node.minified, node.gzipped, browser.minified, browser.gzipped];
  }),
);
const head = ['package', 'Node.js, bytes', 'gzipped, bytes', 'browser, bytes', 'gzipped, bytes'];
console.info(table(head, rows));
