import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';
import * as writer from '../../src/writer.js';

test('the entry has the writer and what it can write to', () => {
  expect(Object.keys(writer).sort()).toEqual(['SummaryWriter', 'memorySink', 'opfsSink']);
});

/** Lets no import of TensorFlow.js pass. */
const WITHOUT_TENSORFLOW = `import { register } from 'node:module';
  const hook = 'export const resolve = (name, context, next) => {' +
    'if (name.startsWith("@tensorflow/")) throw new Error(context.parentURL + " imports " + name);' +
    'return next(name, context); }';
  register('data:text/javascript,' + encodeURIComponent(hook));`;

const LOG = `
  import { memorySink, SummaryWriter } from '@cb/tensorboard/writer';
  const sink = memorySink();
  const writer = new SummaryWriter(sink);
  writer.scalar('loss', 1, 0);
  await writer.histogram('values', new Float32Array([1, 2]), 0);
  await writer.image('image', { width: 1, height: 1, data: new Uint8Array(1) }, 0);
  await writer.close();
  console.log(sink.download().size);`;

test('it needs no TensorFlow.js', () => {
  const hook = `data:text/javascript,${encodeURIComponent(WITHOUT_TENSORFLOW)}`;
  const args = ['--import', hook, '--input-type=module', '--eval'];
  const run = (code: string) =>
    execFileSync(process.execPath, [...args, code], { cwd: join(import.meta.dirname, '../..'), stdio: 'pipe' });
  expect(Number(run(LOG))).toBeGreaterThan(1000);
  expect(() => run(`import '@cb/tensorboard';`)).toThrow('imports @tensorflow/');
});

test('it needs no module of Node.js', () => {
  expect(Number(runAsInBrowser(import.meta.url.replace('/writer/', '/'), LOG))).toBeGreaterThan(1000);
});
