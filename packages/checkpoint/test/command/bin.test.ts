import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fileHandler } from '../../src/index.js';
import { temporaryDirectory } from '../temporary-directory.js';

const BIN = fileURLToPath(new URL('../../dist/command/bin.js', import.meta.url));

function cbCheckpoint(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A checkpoint of this many megabytes, in a directory of its own. */
async function large(megabytes: number): Promise<{ directory: string; source: string }> {
  const directory = temporaryDirectory();
  const source = join(directory, 'source');
  const units = megabytes * 250;
  const dense = { class_name: 'Dense', config: { name: 'd', units, use_bias: false, batch_input_shape: [null, 1000] } };
  const modelTopology = { class_name: 'Sequential', config: { name: 'm', layers: [dense] } };
  const weightSpecs = [{ name: 'd/kernel', shape: [1000, units], dtype: 'float32' as const }];
  await fileHandler(source).save?.({ modelTopology, weightSpecs, weightData: new ArrayBuffer(4000 * units) });
  return { directory, source };
}

test('is what package.json names', () => {
  const { bin } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(bin).toEqual({ 'cb-checkpoint': './dist/command/bin.js' });
  expect(readFileSync(BIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('prints what was asked for, and all else elsewhere, with its exit code', async () => {
  const { source } = await large(1);
  expect(cbCheckpoint('verify', source)).toEqual({
    status: 0,
    stdout: `${source}: ok (by what it says of itself)\n`,
    stderr: '',
  });
  expect(cbCheckpoint('convert', source, `${source}.weights.h5`)).toEqual({
    status: 0,
    stdout: '',
    stderr: 'cb-checkpoint: a file of weights alone leaves out the layers.\n',
  });
  expect(cbCheckpoint('verify', `${source}.h5`)).toEqual({
    status: 1,
    stdout: `${source}.h5: damaged: source.h5 is missing\n`,
    stderr: '',
  });
  expect(cbCheckpoint('ls')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'cb-checkpoint: ls got no DIR. Run `cb-checkpoint ls DIR [--json]`.\n',
  });
});

test('needs no backend', async () => {
  const { source } = await large(1);
  const code = `
    import { engine } from '@tensorflow/tfjs-core';
    import { main } from ${JSON.stringify(new URL('main.js', `file://${BIN}`).href)};
    for (const ending of ['.keras', '.h5', '.safetensors', '/again']) {
      await main(['convert', ${JSON.stringify(source)}, ${JSON.stringify(join(source, '../to'))} + ending]);
    }
    await main(['verify', ${JSON.stringify(join(source, '..'))}]);
    console.log(Object.keys(engine().registryFactory), engine().state.numTensors);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('[] 0');
});

describe.skipIf(process.platform === 'win32')('on a system with signals and pipes', () => {
  test('ends quietly when nobody reads any more', () => {
    const directory = temporaryDirectory();
    for (let each = 0; each < 500; each++) writeFileSync(join(directory, `${each}.keras`), '');
    const command = `"$0" "$1" verify "$2" | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, BIN, directory], {
      encoding: 'utf8',
    });
    expect(stdout).toBe(`${directory}/0.keras: damaged: it is no .keras file, or is damaged\n1\n`);
    expect(stderr).toBe('');
  });

  test.skipIf(!existsSync('/dev/full'))('says in one line that the output is full', () => {
    const { stdout } = spawnSync('bash', ['-c', '"$0" "$1" --help 2>&1 > /dev/full; echo $?', process.execPath, BIN], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('cb-checkpoint: ENOSPC: no space left on device, write\n1\n');
  });

  describe.each([
    ['at its start', 0],
    ['in its middle', 1],
  ])('a conversion that is interrupted %s', (_, leastBytes) => {
    const isWritten = (path: string) => {
      return path.endsWith('.tmp') && (statSync(path, { throwIfNoEntry: false })?.size ?? -1) >= leastBytes;
    };

    test.each(['target', 'target.keras', 'target.h5', 'target.safetensors', 'new/target'])(
      'leaves what was at %s, and nothing else',
      async (name) => {
        const { directory, source } = await large(80);
        const target = join(directory, name);
        const old = name === 'target' ? join(target, 'model.json') : target;
        if (name === 'target') mkdirSync(target);
        if (name !== 'new/target') writeFileSync(old, 'old');
        const list = () => readdirSync(directory, { recursive: true }).map(String).sort();
        const before = list();
        const child = spawn(process.execPath, [BIN, 'convert', source, target, '--force']);
        let stderr = '';
        child.stderr.on('data', (text) => {
          stderr += text;
        });
        const closed = once(child, 'close');
        const isWriting = () => list().some((path) => isWritten(join(directory, path)));
        while (!isWriting() && child.exitCode === null) await sleep(1);
        child.kill('SIGINT');
        expect([...(await closed), stderr]).toEqual([null, 'SIGINT', '']);
        expect(list()).toEqual(before);
        if (name !== 'new/target') expect(readFileSync(old, 'utf8')).toBe('old');
      },
    );
  });
});
