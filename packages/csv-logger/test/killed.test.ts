import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Table } from '../src/table.js';
import { temporaryDirectory } from './temporary-directory.js';

const SCRIPT = fileURLToPath(new URL('train-in-child.js', import.meta.url));
const KILLS = 6;

test('killed behind the hook of the last epoch, a run has its row', async () => {
  const path = join(temporaryDirectory(), 'log.csv');
  for (const last of [0, 1, 2]) {
    const child = spawn(process.execPath, [SCRIPT, path, '0', String(last)], { stdio: 'ignore' });
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
    expect(Table.parse(readFileSync(path, 'utf8'), ',').lastEpoch).toBe(last);
  }
}, 120_000);

test('killed at any moment and resumed, a run has one row for each epoch, and at no moment half a log', async () => {
  const path = join(temporaryDirectory(), 'log.csv');
  let rows = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    // Some epochs run again, as after a restore from an older checkpoint; one that begins with epoch 0 is another training.
    const first = kill === 0 ? 0 : Math.max(1, rows - 2);
    const child = spawn(process.execPath, [SCRIPT, path, String(first)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let warnings = '';
    child.stderr.on('data', (text) => {
      warnings += text;
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    await sleep(Math.random() * 60);
    child.kill('SIGKILL');
    expect(await closed).toEqual([null, 'SIGKILL']);
    expect(warnings).not.toContain('CSVLogger');

    const text = readFileSync(path, 'utf8');
    const table = Table.parse(text, ',');
    const epochs = [...text.matchAll(/^(\d+),/gm)].map(([, epoch]) => Number(epoch));
    expect(epochs).toEqual(Array.from({ length: epochs.length }, (_, epoch) => epoch));
    expect(epochs.length).toBeGreaterThan(first + 1);
    expect(table.lastEpoch).toBeGreaterThanOrEqual(epochs.length - 2);
    rows = table.count;
  }
}, 120_000);
