import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ExampleKind, runExample } from './run-example.js';

/** One `js` or `ts` example of a document, for any test runner: `test(example.name, example.run)`. */
export interface ReadmeExample {
  name: string;
  /** Runs it in an empty folder against the built package. Throws what it printed when it fails. */
  run: () => void;
}

export interface ReadmeOptions {
  /**
   * The lines that an example may have.
   * @defaultValue `16`
   */
  longest?: number;
}

/**
 * The examples of a README, or of another document. A `js` block is a program; a `ts` block is a file of tests, whose
 * types are checked too.
 *
 * @param testFile `import.meta.url` of a file in a package's `test` folder
 * @param readme the document, from that file; the package's own README if left out
 */
export function readmeExamples(
  testFile: string,
  readme = '../README.md',
  { longest = 16 }: ReadmeOptions = {},
): ReadmeExample[] {
  const folder = fileURLToPath(new URL('..', testFile));
  const text = readFileSync(new URL(readme, testFile), 'utf8');
  const examples = [...text.matchAll(/^```(js|ts)\n(.*?)^```$/gms)];
  if (examples.length === 0) throw new Error('The README has no example: write one in a block that begins with ```js.');
  return examples.map(([, kind, code = ''], index) => ({
    name: `example ${index + 1} of ${basename(readme)} runs`,
    run: () => {
      const lines = code.trimEnd().split('\n').length;
      if (lines > longest) throw new Error(`It has ${lines} lines. Readers want ${longest} at most.`);
      runExample(folder, kind as ExampleKind, code);
    },
  }));
}
