import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.js';

/**
 * Downloads what the registry has for a version.
 *
 * @param {string} url
 * @param {string} folder an existing one, where the file is put
 * @returns {Promise<{ file: string, contents: string[] }>} its path, and the files in it
 */
export async function download(url, folder) {
  const file = path.join(folder, path.basename(url));
  const response = await fetch(url);
  await writeFile(file, new Uint8Array(await response.arrayBuffer()));
  const listed = await run(folder, ['tar', '-tzf', file]);
  const contents = listed.trim().split('\n');
  return { file, contents: contents.map((entry) => entry.replace(/^package\//, '')).sort() };
}

/**
 * What a tarball must hold, and all that it may hold: the sources, what they compile to, and four documents.
 *
 * @param {string[]} sources such as `src/index.ts`
 */
export function expectedContents(sources) {
  const compiled = sources.flatMap((source) => {
    const stem = source.replace(/^src\//, 'dist/').replace(/\.ts$/, '');
    return ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((extension) => stem + extension);
  });
  return ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', ...sources, ...compiled].sort();
}
