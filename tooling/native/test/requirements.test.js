import { expect, test } from 'vitest';
import { missingRequirement } from '../requirements.js';

const system = 'linux x64';

test('a machine with every tool lacks nothing', () => {
  expect(missingRequirement({ system, runs: () => true })).toBeUndefined();
});

test.each(['pnpm', 'mvn', 'g++'])('a machine without %s is told so, with the remedy', (absent) => {
  const sentence = missingRequirement({ system, runs: (tool) => tool !== absent });
  expect(sentence).toMatch(`\`${absent}\` does not start. `);
  expect(sentence).toMatch(absent === 'pnpm' ? 'npx --yes pnpm native' : 'apt-get install');
});

test('another system is named', () => {
  expect(missingRequirement({ system: 'darwin arm64' })).toBe(
    'this is darwin arm64. The library is built for linux x64 only; use WASM here.',
  );
});
