import { describe, expect, test } from 'vitest';
import { type Document, readDocuments } from '../src/documents.js';
import { faultsOfBlocks } from '../src/faults.js';

test.each(readDocuments())('every block of $path is of a kind that is run, and what it names is there', (document) => {
  expect(faultsOfBlocks(document)).toEqual([]);
});

const fenced = (kind: string, code: string): string => `# Title\n\n\`\`\`${kind}\n${code}\n\`\`\`\n`;
const inReadme = (kind: string, code: string): Document => ({ path: 'README.md', text: fenced(kind, code) });
const KINDS = 'js, ts, python, sh, json, yaml, html';

describe('a fault is found', () => {
  test.each([
    ['bash', 'ls', `No test runs \`bash\`. Use ${KINDS}, or none for output.`],
    ['python', 'print(1)', 'Python is run in docs alone.'],
    ['html', '<p>', 'It is not tooling/browser/application/import-map.html.'],
    ['sh', 'curl example.org', '`curl example.org` is a command that nothing checks.'],
    ['sh', 'npm i @cb/early-stoping', '`npm i @cb/early-stoping`: there is no @cb/early-stoping.'],
    ['sh', 'npm i @tensorflow/tfjs-nod', '`npm i @tensorflow/tfjs-nod`: there is no @tensorflow/tfjs-nod.'],
    ['sh', 'npm i @cb-tooling/demo', '`npm i @cb-tooling/demo`: there is no @cb-tooling/demo.'],
    ['sh', 'npx --yes pnpm demonstrate', '`npx --yes pnpm demonstrate`: there is no demonstrate.'],
    ['sh', 'npx --yes pnpm test --filter=@cb/x', '`npx --yes pnpm test --filter=@cb/x`: there is no @cb/x.'],
    ['sh', 'npx --yes pnpm verify nothing', '`npx --yes pnpm verify nothing`: there is no nothing.'],
    ['sh', 'npx cb-check ls', '`npx cb-check ls`: there is no cb-check.'],
    ['sh', 'CI=true node nowhere.js # why', '`node nowhere.js`: there is no nowhere.js.'],
    ['sh', 'python3 -m nothing', '`python3 -m nothing`: there is no nothing.'],
    ['sh', 'pip install kera', '`pip install kera`: there is no kera.'],
    ['sh', 'pip install --requirement no.txt', '`pip install --requirement no.txt`: there is no no.txt.'],
  ])('in a `%s` block: %s', (kind, code, fault) => {
    expect(faultsOfBlocks(inReadme(kind, code))).toEqual([`README.md:3: ${fault}`]);
  });

  test.each([
    ['json', '{ a: 1 }', /^README\.md:3: SyntaxError: /],
    ['yaml', 'a: [1', /^README\.md:3: YAMLParseError: /],
  ])('in a `%s` block: %s', (kind, code, fault) => {
    expect(faultsOfBlocks(inReadme(kind, code))).toEqual([expect.stringMatching(fault)]);
  });

  test('in a block that is not at the margin', () => {
    const text = '- a list\n\n  ```js\n  f();\n  ```\n';
    const fault = 'README.md: `  ```js` begins no block. Write it at the margin, and close it there.';
    expect(faultsOfBlocks({ path: 'README.md', text })).toEqual([fault]);
  });
});

test.each([
  ['sh', '# nothing but a comment\n\nnpm i @cb/checkpoint @tensorflow/tfjs-node   # and another one'],
  ['sh', 'CB_BACKEND=wasm npx --yes pnpm test --filter=@cb/core\nnpx --yes pnpm install'],
  ['sh', 'npx cb-checkpoint ls checkpoints'],
  ['sh', 'npx --yes pnpm new-callback ema SwapEMAWeights\nnpx --yes pnpm test --filter=@cb/ema'],
  ['json', '{ "a": 1 }'],
  ['yaml', 'a: 1'],
  ['', 'whatever was printed'],
])('no fault is found in a good `%s` block: %s', (kind, code) => {
  expect(faultsOfBlocks(inReadme(kind, code))).toEqual([]);
});
