import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Application, USES } from '../src/application.js';
import { peerRange } from '../src/packages.js';
import { Registry } from '../src/registry.js';
import { runOrThrow } from '../src/run.js';
import { STACKS, specifiers } from '../src/stacks.js';

const MINUTE = 60_000;
const stack = STACKS['core + layers + cpu'];
const registry = new Registry();
const lowest = peerRange(registry.packages).replace('^', '');
/** @type {Application} */
let application;

beforeAll(async () => {
  await registry.start();
  application = new Application(registry, stack.tf);
  await application.install([...registry.packages.map(({ name }) => name), ...specifiers(stack, lowest)]);
}, 5 * MINUTE);

afterAll(() => registry.stop(), MINUTE);

test('npm finds no fault with the tree, and one copy of tfjs-layers in it', async () => {
  const npm = ['ls', '--all', '--parseable', '@tensorflow/tfjs-layers'];
  const listed = await runOrThrow('npm', npm, application.folder);
  expect(listed.trim().split('\n')).toEqual([path.join(application.folder, 'node_modules/@tensorflow/tfjs-layers')]);
});

describe.each(registry.packages)('$name', (pack) => {
  test.each(USES)(
    '%s',
    async (use) => {
      const { ok, output } = await application.use(pack, use);
      expect(ok, output).toBe(true);
    },
    MINUTE,
  );
});
