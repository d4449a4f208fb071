import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What a search says in a process in which loading OpenDAL fails with an error of this message. */
function searchWithout(fault: string): string {
  const hooks = `export async function resolve(name, context, next) {
    if (name !== 'opendal') return next(name, context);
    return { url: 'data:text/javascript,throw new Error(' + encodeURIComponent(${JSON.stringify(JSON.stringify(fault))}) + ')', shortCircuit: true };
  }`;
  const script = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
    const { objectStore } = await import('@cb/checkpoint-store');
    const store = objectStore('s3', { bucket: 'models' });
    await store.latestCheckpoint('runs').catch(({ message }) => console.log(message));`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  }).trim();
}

test('a system that is too old for the binary of OpenDAL is one clear error, when a store is used', () => {
  const fault = "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found";
  expect(searchWithout(fault)).toBe(
    'latestCheckpoint: cannot read "s3://models/runs" (the library `opendal` cannot be loaded). ' +
      'Its binary is for a newer Linux. Run npm i opendal@0.49.2, which is for this one too.',
  );
});

test('so is an OpenDAL that is not installed, or lacks its binary', () => {
  expect(searchWithout('Cannot find native binding.')).toBe(
    'latestCheckpoint: cannot read "s3://models/runs" (the library `opendal` cannot be loaded). ' +
      'Run npm i opendal@0.49.2, without leaving out optional dependencies.',
  );
});
