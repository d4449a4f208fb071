import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './temporary-directory.js';

const CALLS = ['open', 'write', 'fsync', 'fdatasync', 'rename', 'mkdir', 'unlink'];
const SCRIPT = fileURLToPath(new URL('replace-in-child.js', import.meta.url));

/** The asynchronous file calls of a process that writes a file, in order, as Node.js itself records them. */
function callsOf(directory: string, bytes: number): string[] {
  const cwd = temporaryDirectory();
  const trace = ['--trace-event-categories', 'node.fs.async'];
  execFileSync(process.execPath, [...trace, SCRIPT, directory, String(bytes)], { cwd });
  const { traceEvents } = JSON.parse(readFileSync(join(cwd, 'node_trace.1.log'), 'utf8'));
  const calls = (traceEvents as { name: string; ph: string; args: Record<string, string> }[])
    .filter(({ name, ph }) => ph === 'b' && CALLS.includes(name))
    .map(({ name, args }) => ({ name, path: args.path ?? args.new_path }));
  const first = calls.findIndex(({ path }) => path?.startsWith(directory));
  const named = calls.slice(first).map(({ name, path }) => (path ? `${name} ${basename(path)}` : name));
  return named.map((call) => call.replace(/[\w-]+-\d+-[0-9a-f]{12}/, 'ID').replace(/cb-files-\w+/, 'parent'));
}

const RENAMED = ['rename a', 'open directory', 'fsync'];

test('a file is on the disk before it gets its name, and the name before the promise resolves', () => {
  const directory = join(temporaryDirectory(), 'directory');
  const staged = ['open a.ID.tmp', 'write', 'fsync'];
  expect(callsOf(directory, 10).slice(-6)).toEqual([...staged, ...RENAMED]);
  expect(callsOf(directory, 10)).toEqual([...staged, ...RENAMED]);
});

test('a new directory is on the disk before anything is in it', () => {
  const calls = callsOf(join(temporaryDirectory(), 'directory'), 10);
  // Node.js 20 records mkdir under the name of unlink.
  expect(calls.slice(0, 4)).toEqual([
    expect.stringMatching(/^(mkdir|unlink) directory$/),
    'open parent',
    'fsync',
    'open a.ID.tmp',
  ]);
});

test('the disk works on a large file while the rest is written', () => {
  const calls = callsOf(join(temporaryDirectory(), 'directory'), 40_000_000);
  expect(calls).toContain('fdatasync');
  expect(calls.indexOf('fdatasync')).toBeLessThan(calls.lastIndexOf('write'));
  expect(calls.lastIndexOf('write')).toBeLessThan(calls.lastIndexOf('fsync', calls.indexOf('rename a')));
  expect(calls.slice(-3)).toEqual(RENAMED);
});

test.skipIf(process.platform === 'win32')('a file that may not grow so large leaves nothing', async () => {
  const directory = join(temporaryDirectory(), 'directory');
  const limited = `trap '' XFSZ; ulimit -f 10000; exec "$0" "$1" "$2" 40000000`;
  const child = spawn('bash', ['-c', limited, process.execPath, SCRIPT, directory]);
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  expect(stderr).toContain('EFBIG: file too large, write');
  expect(code).toBe(1);
  expect(readdirSync(directory)).toEqual([]);
});
