import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './temporary-directory.js';

const CALLS = ['open', 'write', 'fsync', 'rename', 'scandir', 'unlink', 'mkdir'];

/** The asynchronous file calls of a process that saves into a directory, in order, as Node.js itself records them. */
function callsOfSaves(directory: string, times: number): string[] {
  const script = fileURLToPath(new URL('save-in-child.js', import.meta.url));
  const cwd = temporaryDirectory();
  const trace = ['--trace-event-categories', 'node.fs.async'];
  execFileSync(process.execPath, [...trace, script, directory, String(times)], { cwd });
  const { traceEvents } = JSON.parse(readFileSync(join(cwd, 'node_trace.1.log'), 'utf8'));
  const calls = (traceEvents as { name: string; ph: string; args: Record<string, string> }[])
    .filter(({ name, ph }) => ph === 'b' && CALLS.includes(name))
    .map(({ name, args }) => ({ name, path: args.path ?? args.new_path }));
  const first = calls.findIndex(({ path }) => path?.startsWith(directory));
  const named = calls.slice(first).map(({ name, path }) => (path ? `${name} ${basename(path)}` : name));
  return named.map((call) =>
    call
      .replace(basename(directory), 'directory')
      .replace(/[0-9a-f]{16}-[0-9a-f]{12}/, 'HASH')
      .replace(/[\w-]+-\d+-[0-9a-f]{12}/, 'ID'),
  );
}

test('weights are on the disk before model.json names them, and model.json before the older weights go', () => {
  const staged = (name: string) => [`open ${name}.ID.tmp`, 'write', 'fsync'];
  const renamed = (name: string) => [`rename ${name}`, 'open directory', 'fsync'];
  const save = [
    ...staged('weights.bin'),
    ...staged('model.json'),
    ...renamed('weights.HASH.bin'),
    ...renamed('model.json'),
    'scandir directory',
    'scandir directory',
    'open model.json',
  ];
  expect(callsOfSaves(temporaryDirectory(), 2)).toEqual([...save, ...save, 'unlink weights.HASH.bin']);
});

test('a new directory is on the disk before anything is in it', () => {
  const calls = callsOfSaves(join(temporaryDirectory(), 'directory'), 1);
  // Node.js 20 records mkdir under the name of unlink.
  expect(calls.slice(0, 4)).toEqual([
    expect.stringMatching(/^(mkdir|unlink) directory$/),
    expect.stringMatching(/^open cb-checkpoint-/),
    'fsync',
    'open weights.bin.ID.tmp',
  ]);
});
