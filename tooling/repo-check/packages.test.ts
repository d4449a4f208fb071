import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Manifest, packages } from './packages.js';

/** What a callback may import of ours: the contract and file access, never a sibling. */
const FOUNDATIONS = ['@cb/core', '@cb/files'];

describe.each(packages)('packages/$folder', ({ folder, path, manifest, readme }) => {
  test('is named after its folder', () => {
    expect(manifest.name).toBe(`@cb/${folder}`);
  });

  test('is ESM that require() can load too', () => {
    expect(manifest.type).toBe('module');
    expect(manifest.exports['./package.json']).toBe('./package.json');
    for (const entry of Object.values(manifest.exports)) {
      if (typeof entry === 'object') expect(Object.keys(entry)).toEqual(['types', 'default']);
    }
  });

  test('runs on the Node versions that are promised, and ships its sources', () => {
    expect(manifest.engines).toEqual({ node: '^20.19.0 || >=22.12.0' });
    expect(manifest).toMatchObject({ license: 'Apache-2.0', sideEffects: false, files: ['dist', 'src'] });
  });

  test('leaves TensorFlow.js to the application', () => {
    const own = Object.keys(manifest.dependencies ?? {});
    expect(own.filter((name) => name.startsWith('@tensorflow/'))).toEqual([]);
    const peers = isForTraining(manifest) ? ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'] : [];
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(peers);
  });

  test('depends on core and files, never on a sibling callback', () => {
    const siblings = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@cb/'));
    expect(siblings.filter(([name]) => !FOUNDATIONS.includes(name))).toEqual([]);
    for (const [, range] of siblings) expect(range).toBe('workspace:^');
  });

  test('its README has at most 80 lines beside its tables, and the parts that readers look for', () => {
    expect(readme.split('\n').filter((line) => !line.startsWith('|')).length).toBeLessThanOrEqual(81);
    expect(readme).toMatch(/^# @cb\//);
    expect(readme).toContain(`npm i ${manifest.name}`);
    if (isForTraining(manifest)) expect(readme).toContain('## Differences from Keras');
  });

  test('its README has a row for each option of the callback, and names every other option', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    const missing = optionsIn(path).filter(({ name, isOfCallback }) =>
      isOfCallback ? !rows.includes(name) : !readme.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});

/** Whether a package has to do with TensorFlow.js, and so with Keras: it is core or depends on it. */
function isForTraining({ name, dependencies = {} }: Manifest): boolean {
  return name === '@cb/core' || '@cb/core' in dependencies;
}

/** The members of every exported `…Options` interface in a package's sources, those it inherits included. */
function optionsIn(path: string): { name: string; isOfCallback: boolean }[] {
  const files = readdirSync(`${path}src`, { encoding: 'utf8', recursive: true });
  // What is for tests of callbacks is told of in CONTRIBUTING.md.
  const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('testing'));
  return sources.flatMap((file) => {
    const source = readFileSync(`${path}src/${file}`, 'utf8');
    const isOfCallback = source.includes(' extends Callback {');
    const interfaces = [...source.matchAll(/export interface \w+Options\b([^{]*)\{(.*?)\n\}/gs)];
    return interfaces.flatMap(([, heritage = '', body = '']) => {
      const inherited = heritage.includes('MonitorOptions') ? ['monitor', 'mode', 'minDelta'] : [];
      const own = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name = '']) => name);
      return [...inherited, ...own].map((name) => ({ name, isOfCallback }));
    });
  });
}
