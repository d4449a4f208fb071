import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LONGEST_EXAMPLE = 16;

/** Stands in for tfjs-node, with the backend that `CB_BACKEND` names: `import * as tf` gives the same functions. */
const TF = import.meta.resolve('@cb-tooling/backend/tf');

/** One `js` example of a README, for any test runner: `test(example.name, example.run)`. */
export interface ReadmeExample {
  name: string;
  /** Runs it in an empty folder against the built package. Throws what it printed when it fails. */
  run: () => void;
}

/**
 * The examples of a README.
 *
 * @param testFile `import.meta.url` of a file in a package's `test` folder
 * @param readme the README, from that file; the package's own if left out
 */
export function readmeExamples(testFile: string, readme = '../README.md'): ReadmeExample[] {
  const folder = fileURLToPath(new URL('..', testFile));
  const text = readFileSync(new URL(readme, testFile), 'utf8');
  const examples = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  if (examples.length === 0) throw new Error('The README has no example: write one in a block that begins with ```js.');
  return examples.map((code, index) => ({
    name: `example ${index + 1} of the README runs`,
    run: () => runExample(folder, code, index),
  }));
}

function runExample(folder: string, code: string, index: number): void {
  const lines = code.trimEnd().split('\n').length;
  if (lines > LONGEST_EXAMPLE) throw new Error(`It has ${lines} lines. Readers want ${LONGEST_EXAMPLE} at most.`);
  // Inside its folder the package finds itself under its own name, as an application finds it.
  const script = join(folder, `.readme-example-${index}.mjs`);
  const cwd = mkdtempSync(join(tmpdir(), 'readme-'));
  writeFileSync(script, code.replaceAll("'@tensorflow/tfjs-node'", `'${TF}'`));
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`It exits with ${status} and prints:\n${stdout}\n${stderr}`);
  } finally {
    rmSync(script);
    rmSync(cwd, { recursive: true });
  }
}
