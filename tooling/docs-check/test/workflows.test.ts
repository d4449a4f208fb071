import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/documents.js';

interface Workflow {
  permissions: object;
  jobs: Record<string, { permissions?: object }>;
}

const folder = `${root}.github/workflows`;

test('the lockfile is there', () => {
  expect(existsSync(`${root}pnpm-lock.yaml`)).toBe(true);
});

test('no package runs a script where it is installed unless it is named', () => {
  const { allowBuilds } = parse(readFileSync(`${root}pnpm-workspace.yaml`, 'utf8'));
  const allowed = Object.keys(allowBuilds).filter((name) => allowBuilds[name] !== false);
  expect(allowed).toEqual(['@tensorflow/tfjs-node', 'esbuild']);
});

describe.each(readdirSync(folder))('%s', (file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const { permissions, jobs }: Workflow = parse(text);

  test('has actions by their whole commits, with the versions beside them', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may do nothing but what each job says', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined();
  });

  test('installs what the lockfile says, without scripts', () => {
    for (const [, install] of text.matchAll(/pnpm install(.*)/g)) {
      expect(install).toContain('--frozen-lockfile');
      expect(install).toContain('--ignore-scripts');
    }
  });
});
