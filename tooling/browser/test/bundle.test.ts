import type { Metafile } from 'esbuild';
import { describe, expect } from 'vitest';
import { test } from '../src/test.js';

/** What the files hold that the page loads at once: `lab.js`, and what it imports statically. */
function loadedAtOnce({ outputs }: Metafile): string[] {
  const files = new Set(Object.keys(outputs).filter((file) => file.endsWith('/lab.js')));
  for (const file of files) {
    for (const { kind, path } of outputs[file]?.imports ?? []) if (kind === 'import-statement') files.add(path);
  }
  return [...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
}

describe('a bundle for browsers', () => {
  test('leaves HDF5 to be loaded when it is needed', ({ page: { metafile } }) => {
    const isHDF5 = (source: string) => source.includes('/h5wasm/');
    expect(Object.keys(metafile.inputs).filter(isHDF5)).not.toEqual([]);
    expect(loadedAtOnce(metafile).filter(isHDF5)).toEqual([]);
    expect(loadedAtOnce(metafile)).toContainEqual(expect.stringMatching('checkpoint/dist/model-checkpoint.js'));
  });

  test('has TensorFlow.js once', ({ page: { metafile } }) => {
    const entries = Object.keys(metafile.inputs).filter((source) =>
      /tfjs-(core|layers)\/dist\/(index|tf-.+)\.js$/.test(source),
    );
    expect(entries.map((source) => source.replace(/.*@tensorflow\//, ''))).toEqual([
      'tfjs-core/dist/index.js',
      'tfjs-layers/dist/index.js',
    ]);
  });
});
