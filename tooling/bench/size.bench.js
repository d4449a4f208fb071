// @ts-check
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledSize } from './src/bundled-size.js';
import { publish } from './src/publish.js';

const packages = new URL('../../packages/', import.meta.url);
const measures = [];
for (const platform of /** @type {const} */ (['node', 'browser'])) {
  for (const kind of /** @type {const} */ (['minified', 'gzipped'])) {
    const rows = readdirSync(packages).map(async (folder) => {
      const size = await bundledSize(fileURLToPath(new URL(`${folder}/dist/index.js`, packages)), platform);
      return { who: `@cb/${folder}`, samples: [size[kind] / 1000] };
    });
    const name = `${platform === 'node' ? 'Node.js' : 'browser'}, ${kind}`;
    measures.push({ name, unit: 'kB', better: /** @type {const} */ ('less'), rows: await Promise.all(rows) });
  }
}
publish({
  name: 'size',
  work: 'What each package adds to a bundle, less TensorFlow.js and what is loaded on demand.',
  measures,
});
