import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What may have the name of a file or a directory that somebody wants to write. @type {Record<string, (path: string) => void | Promise<void>>} */
export const SPECIALS = {
  'a FIFO': (path) => void execFileSync('mkfifo', [path]),
  'a link to a FIFO': (path) => {
    execFileSync('mkfifo', [`${path}.fifo`]);
    symlinkSync(`${path}.fifo`, path);
  },
  'a socket': async (path) => {
    const server = createServer().listen(path).unref();
    await once(server, 'listening');
  },
  'a link to /dev/full': (path) => symlinkSync('/dev/full', path),
  'a link to /dev/null': (path) => symlinkSync('/dev/null', path),
  'a link to /dev/zero': (path) => symlinkSync('/dev/zero', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to nothing': (path) => symlinkSync(`${path}.gone`, path),
  'a link to what is no file any more': (path) => symlinkSync(`/proc/${process.pid}/fd/1`, path),
  'a link into a directory that is missing': (path) => symlinkSync(`${path}.gone/file`, path),
  'an empty directory': (path) => mkdirSync(path),
  'a directory that is not empty': (path) => {
    mkdirSync(path);
    writeFileSync(join(path, 'file'), 'text');
  },
  'an empty file': (path) => writeFileSync(path, ''),
  'a file of something else': (path) => writeFileSync(path, 'text\0text\n'),
  'a file without permissions': (path) => {
    writeFileSync(path, 'text');
    chmodSync(path, 0);
  },
  'a directory without permissions': (path) => mkdirSync(path, { mode: 0 }),
};
