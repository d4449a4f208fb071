// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../packages/', import.meta.url);
const docs = new URL('../../../docs/', import.meta.url);

/**
 * @typedef {object} Package
 * @property {string} folder its path
 * @property {string} name
 * @property {string[]} entries what can be imported, such as `@cb/core/monitor`
 * @property {Record<string, string>} peers ranges of TensorFlow.js, by name
 * @property {string[]} examples the code of its README
 */

/** Every package that is published. @returns {Package[]} */
export function readPackages() {
  return readdirSync(root).map((directory) => {
    const folder = fileURLToPath(new URL(directory, root));
    const { name, exports, peerDependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
    const examples = codeBlocks(readFileSync(`${folder}/README.md`, 'utf8'));
    if (examples.length === 0) throw new Error(`${name}: its README has no example. Write one in a block of \`js\`.`);
    const isTensorFlow = (/** @type {[string, string]} */ [peer]) => peer.startsWith('@tensorflow/');
    const peers = Object.fromEntries(
      Object.entries(/** @type {Record<string, string>} */ (peerDependencies)).filter(isTensorFlow),
    );
    return { folder, name, entries: entries.map((entry) => name + entry.slice(1)), peers, examples };
  });
}

/** The lines that the documents have for tfjs-node on Node 23 and later. */
export function nodeRemedy() {
  const documents = [new URL('../README.md', root), ...readdirSync(docs).map((file) => new URL(file, docs))];
  const blocks = documents.flatMap((document) => codeBlocks(readFileSync(document, 'utf8')));
  const remedy = blocks.find((code) => code.includes('isNullOrUndefined'));
  if (remedy === undefined) throw new Error('No document has the lines for tfjs-node on Node 23 and later.');
  const lines = remedy.split('\n').filter((line) => /\butil\b/.test(line));
  return `${lines.join('\n')}\n`;
}

/** The range of TensorFlow.js that packages accept, which is one and the same. @param {readonly Package[]} packages */
export function peerRange(packages) {
  const names = (/** @type {Package} */ { peers }) =>
    Object.keys(peers).filter((name) => name.startsWith('@tensorflow/'));
  const ranges = new Set(packages.flatMap((pack) => names(pack).map((name) => pack.peers[name])));
  const [range, other] = ranges;
  if (range === undefined || other !== undefined) {
    throw new Error(`The packages ask for TensorFlow.js ${[...ranges].join(' and ')}. Give all of them one range.`);
  }
  return range;
}

/** @param {string} readme */
function codeBlocks(readme) {
  return Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, code = '']) => code);
}
