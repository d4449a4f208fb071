import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isMissing, openDirectory } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** More than one piece, and every piece different. */
const LARGE = new Uint8Array(new Uint32Array(5_000_000).map((_, index) => index).buffer);

describe('staging', () => {
  test('writes under a temporary name, and says what it wrote', async () => {
    const directory = openDirectory(temporaryDirectory());
    const staged = await directory.stage('a.txt', [bytes('he'), bytes(''), bytes('llo')]);
    expect(staged).toEqual({
      temporary: expect.stringMatching(/^a\.txt\.[\w-]+-\d+-[0-9a-f]{12}\.tmp$/),
      sha256: sha256('hello'),
      ...(await directory.stat(staged.temporary)),
    });
    expect(staged).toMatchObject({ size: 5, modified: expect.any(Number), inode: expect.any(Number) });
    expect(await directory.list()).toEqual([staged.temporary]);
    expect(await directory.readText(staged.temporary)).toBe('hello');
  });

  test('takes chunks larger than a piece', async () => {
    const path = temporaryDirectory();
    const { temporary, ...told } = await openDirectory(path).stage('large', [LARGE, bytes('end')]);
    const written = readFileSync(join(path, temporary));
    expect(written.equals(Buffer.concat([LARGE, bytes('end')]))).toBe(true);
    expect(told).toMatchObject({ sha256: sha256(written), size: LARGE.length + 3 });
  });

  test('asks for a chunk when the one before is written, so that one memory may serve all', async () => {
    const path = temporaryDirectory();
    const memory = new Uint8Array(1_000_000);
    async function* chunks() {
      for (let value = 1; value <= 20; value++) yield memory.fill(value);
    }
    const { temporary } = await openDirectory(path).stage('reused', chunks());
    const values = readFileSync(join(path, temporary));
    expect(Array.from({ length: 20 }, (_, index) => values[index * 1_000_000 + 999_999])).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test('leaves nothing when its chunks fail half way', async () => {
    const directory = openDirectory(temporaryDirectory());
    async function* chunks() {
      yield LARGE;
      throw new Error('the device was lost');
    }
    await expect(directory.stage('a', chunks())).rejects.toThrow('the device was lost');
    await expect(directory.replace('a', chunks())).rejects.toThrow('the device was lost');
    expect(await directory.list()).toEqual([]);
  });

  test('ends the chunks when the disk fails', async () => {
    let ended = false;
    function* chunks() {
      try {
        yield 'no bytes' as never;
      } finally {
        ended = true;
      }
    }
    const directory = openDirectory(temporaryDirectory());
    await expect(directory.stage('a', chunks())).rejects.toThrow(TypeError);
    expect(ended).toBe(true);
    expect(await directory.list()).toEqual([]);
  });
});

describe('replacing', () => {
  test('puts the new file where the old one was', async () => {
    const directory = openDirectory(temporaryDirectory());
    await directory.replace('a', [bytes('old')]);
    expect(await directory.replace('a', [bytes('new!')])).toMatchObject({ sha256: sha256('new!'), size: 4 });
    expect(await directory.list()).toEqual(['a']);
    expect(await directory.readText('a')).toBe('new!');
  });

  test('by a text says what is known of the file, which is another one', async () => {
    const directory = openDirectory(temporaryDirectory());
    const old = await directory.replaceText('a', 'größe');
    expect(old).toEqual(await directory.stat('a'));
    expect(old.size).toBe(7);
    const now = await directory.replaceText('a', 'grösse'.repeat(100_000));
    expect(now).toEqual(await directory.stat('a'));
    expect(now.inode).not.toBe(old.inode);
    expect(await directory.readText('a')).toBe('grösse'.repeat(100_000));
    expect(await directory.list()).toEqual(['a']);
  });

  test.each<['replace' | 'replaceText']>([['replace'], ['replaceText']])(
    'leaves no temporary file where %s() cannot',
    async (method) => {
      const path = temporaryDirectory();
      mkdirSync(join(path, 'a', 'in the way'), { recursive: true });
      const directory = openDirectory(path);
      const replaced =
        method === 'replace' ? directory.replace('a', [bytes('new')]) : directory.replaceText('a', 'new');
      await expect(replaced).rejects.toThrow('rename');
      expect(readdirSync(path)).toEqual(['a']);
    },
  );
});

describe('reading', () => {
  test('gives the text, the size, the bytes and the digest of a file', async () => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'large'), LARGE);
    writeFileSync(join(path, 'text'), 'größe');
    const directory = openDirectory(path);
    expect(await directory.readText('text')).toBe('größe');
    expect(await directory.stat('large')).toMatchObject({ size: 20_000_000 });
    const target = new Uint8Array(20_000_000);
    expect(await directory.read('large', target)).toBe(sha256(LARGE));
    expect(Buffer.from(target).equals(LARGE)).toBe(true);
    expect(await directory.digest('large')).toEqual({ sha256: sha256(LARGE), size: 20_000_000 });
    expect(await directory.read('large', target.subarray(0, 4))).toBe(sha256(LARGE.subarray(0, 4)));
  });

  test('lists what there is, and which of it is a file for sure', async () => {
    const path = temporaryDirectory();
    mkdirSync(join(path, 'folder'));
    writeFileSync(join(path, 'file'), '');
    symlinkSync('file', join(path, 'link'));
    const entries = await openDirectory(path).entries();
    expect(entries.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'file', isFile: true },
      { name: 'folder', isFile: false },
      { name: 'link', isFile: false },
    ]);
  });

  test('a text may be as large as the limit, in bytes', async () => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'text'), 'größe');
    const directory = openDirectory(path);
    expect(await directory.readText('text', 7)).toBe('größe');
    await expect(directory.readText('text', 6)).rejects.toThrow('text has 7 bytes, more than the 6 that are allowed');
  });

  test('a file that becomes shorter while it is read is an error', async () => {
    const path = temporaryDirectory();
    writeFileSync(join(path, 'weights.bin'), 'eight...');
    const directory = openDirectory(path);
    const { size } = await directory.stat('weights.bin');
    truncateSync(join(path, 'weights.bin'), 5);
    await expect(directory.read('weights.bin', new Uint8Array(size))).rejects.toThrow(
      'weights.bin became shorter while it was read',
    );
  });

  test.each<['stat' | 'digest']>([['stat'], ['digest']])('%s() refuses what is not a file inside', async (method) => {
    const path = join(temporaryDirectory(), 'inner');
    mkdirSync(join(path, 'folder'), { recursive: true });
    writeFileSync(`${path}-outside`, 'secret');
    symlinkSync(`${path}-outside`, join(path, 'link'));
    const directory = openDirectory(path);
    await expect(directory[method]('missing')).rejects.toThrow('missing is missing');
    await expect(directory[method]('../inner-outside')).rejects.toThrow('../inner-outside lies outside the directory');
    await expect(directory[method]('link')).rejects.toThrow('link lies outside the directory');
    await expect(directory[method]('folder')).rejects.toThrow('folder is not a file');
    symlinkSync(`${path}-gone`, join(path, 'dangling'));
    const dangling = await directory[method]('dangling').catch((error: unknown) => error);
    expect(dangling).toEqual(new Error('dangling is a link that leads nowhere'));
    expect(isMissing(dangling)).toBe(false);
  });

  test('a symbolic link that leaves the directory is not read, and one that stays inside is', async () => {
    const [path, elsewhere] = [temporaryDirectory(), temporaryDirectory()];
    writeFileSync(join(elsewhere, 'secret'), 'secret');
    writeFileSync(join(path, 'mine'), 'mine');
    symlinkSync(join(elsewhere, 'secret'), join(path, 'out'));
    symlinkSync('mine', join(path, 'in'));
    const directory = openDirectory(path);
    await expect(directory.read('out', new Uint8Array(6))).rejects.toThrow('out lies outside the directory');
    expect(await directory.read('in', new Uint8Array(4))).toBe(sha256('mine'));
  });
});

describe('a directory', () => {
  test('is made with all that is missing above it, which can be undone as far as it is empty', async () => {
    const path = temporaryDirectory();
    const undo = await openDirectory(join(path, 'a', 'b', 'c')).create();
    expect(existsSync(join(path, 'a/b/c'))).toBe(true);
    writeFileSync(join(path, 'a', 'file'), '');
    await undo();
    expect(readdirSync(join(path, 'a'))).toEqual(['file']);
  });

  test('that exists is left alone by the undoing', async () => {
    const path = temporaryDirectory();
    await (await openDirectory(path).create())();
    expect(existsSync(path)).toBe(true);
  });

  test('can be made by many at once', async () => {
    const path = join(temporaryDirectory(), 'new', 'parent');
    const names = Array.from({ length: 20 }, (_, index) => String(index).padStart(2, '0'));
    await Promise.all(names.map((name) => openDirectory(join(path, name)).create()));
    expect(readdirSync(path)).toEqual(names);
  });

  test('that cannot be made leaves nothing above it', async () => {
    const path = temporaryDirectory();
    await expect(openDirectory(join(path, 'a', 'b'.repeat(300))).create()).rejects.toThrow('ENAMETOOLONG');
    expect(readdirSync(path)).toEqual([]);
  });

  test('where a file is in the way is an error that names the file, for a probe too', async () => {
    const path = join(temporaryDirectory(), 'file');
    writeFileSync(path, 'mine');
    const refusal = { code: 'EEXIST', syscall: 'mkdir', path };
    for (const directory of [openDirectory(path), openDirectory(join(path, 'below'))]) {
      await expect(directory.create()).rejects.toMatchObject(refusal);
      await expect(directory.probe()).rejects.toMatchObject(refusal);
    }
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  test.runIf(process.platform === 'linux')('below /proc/1 is an error, not a wait without end', async () => {
    await expect(openDirectory('/proc/1/none/below').create()).rejects.toThrow('ENOENT');
    await expect(openDirectory('/proc/none/below').probe('a')).rejects.toThrow(/ENOENT.*\/proc\/a\./);
  });

  test('can be probed before it exists, and nothing is left', async () => {
    const path = temporaryDirectory();
    await openDirectory(path).probe();
    await openDirectory(join(path, 'not', 'yet')).probe();
    expect(readdirSync(path)).toEqual([]);
  });

  test('is removed if it is there and empty', async () => {
    const path = join(temporaryDirectory(), 'a');
    const directory = openDirectory(path);
    expect(await directory.removeIfEmpty()).toBe(false);
    mkdirSync(path);
    writeFileSync(join(path, 'file'), '');
    expect(await directory.removeIfEmpty()).toBe(false);
    await directory.remove('file');
    await directory.remove('file');
    expect(await directory.removeIfEmpty()).toBe(true);
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '');
    await expect(directory.removeIfEmpty()).rejects.toThrow('ENOTDIR');
  });

  test('has directories below, under one name each', async () => {
    const path = temporaryDirectory();
    const child = openDirectory(path).child('a b');
    expect(child.path).toBe(join(path, 'a b'));
    await child.create();
    await child.replace('file', [bytes('x')]);
    expect(readFileSync(join(path, 'a b', 'file'), 'utf8')).toBe('x');
  });

  test.each(['', '.', '..', '../a', 'a/b', '/a', 'a/'])('has no child "%s"', (name) => {
    expect(() => openDirectory('/runs').child(name)).toThrow(
      new RangeError(`Directory.child: the name is "${name}". Pass one name, without a separator.`),
    );
  });

  test('has a path without a separator at its end', () => {
    expect(openDirectory('/runs/first/').path).toBe(join('/runs', 'first'));
  });
});

test.runIf(process.platform === 'linux')('no file stays open, whatever was done and whatever failed', async () => {
  const path = temporaryDirectory();
  const directory = openDirectory(path);
  await directory.replace('a', [bytes('hello')]);
  await Promise.allSettled([
    directory.stage('b', ['no bytes' as never]),
    directory.probe(),
    directory.readText('a'),
    directory.readText('a', 1),
    directory.readText('.'),
    directory.read('a', new Uint8Array(5)),
    directory.read('a', new Uint8Array(6)),
    directory.digest('a'),
  ]);
  const open = readdirSync('/proc/self/fd').filter((fd) => linkOf(`/proc/self/fd/${fd}`).startsWith(path));
  expect(open).toEqual([]);
});

/** What a link leads to; nothing if it is gone, like the one by which a directory was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
