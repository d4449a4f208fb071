import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const COMMAND = fileURLToPath(new URL('../torture.js', import.meta.url));

/** Starts a campaign that would take long, whose files are below a directory of its own. */
function start(campaign: string) {
  const directory = mkdtempSync(join(tmpdir(), 'cb-torture-'));
  const args = [COMMAND, campaign, '--attempts', '100000', '--seed', '1', '--every', '1'];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: directory } });
  onTestFinished(async () => {
    if (child.kill('SIGTERM')) await once(child, 'close');
    rmSync(directory, { recursive: true, force: true });
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (text) => {
    said.out += text;
  });
  child.stderr.on('data', (text) => {
    said.error += text;
  });
  return { directory, child, said };
}

/** Trainings that a process has begun. */
function trainingsOf(pid: number | undefined): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.filter((one) => /trainee|soaked/.test(commandOf(one)));
}

/** Nothing for a process that is no more. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Whether it was there to be stopped. */
function stop(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGSTOP');
  } catch {
    return false;
  }
}

const isAtWork = (pid: number) => readdirSync('/proc').includes(String(pid));

test.skipIf(process.platform !== 'linux').for(['kill', 'soak'])(
  'Ctrl-C shows what %s has done, and leaves neither processes nor files',
  { timeout: 180_000 },
  async (campaign) => {
    const { directory, child, said } = start(campaign);
    const telling = new RegExp(
      `^${campaign}: [1-9]\\d* attempts, \\d+ faults, 0 lost, 0 wrong, 0 hung in \\d+ (s|min)`,
      'm',
    );
    while (!telling.test(said.error)) await sleep(50);
    // A process that is stopped ends only if it is killed.
    let stopped: number[] = [];
    while (stopped.length === 0) {
      stopped = trainingsOf(child.pid).filter(stop);
      await sleep(1);
    }
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    const row = `\\| ${campaign} \\| [1-9]\\d* \\| \\d+ \\| 0 \\| 0 \\| 0 \\| \\d+ \\| `;
    expect(said.out).toMatch(new RegExp(`^${row}\`pnpm verify ${campaign} --attempts 100000 --seed 1\` \\|$`, 'm'));
    expect(said.out).toMatch(/\n- SIGINT has ended it before it was done\n$/);
    while (stopped.some(isAtWork)) await sleep(10);
    expect(readdirSync(directory)).toEqual([]);
  },
);

test('what goes wrong is told when it is found', async () => {
  const { directory, child, said } = start('kill');
  // Somebody removes what was promised to be there.
  while (!/^(lost|wrong): kills of whole trainings, turn \d+, \{.+\}: ./m.test(said.error)) {
    for (const one of readdirSync(directory)) {
      rmSync(join(directory, one, 'backup'), { recursive: true, force: true, maxRetries: 9 });
    }
    await sleep(50);
  }
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([143, null]);
  expect(said.out).toMatch(/\n- SIGTERM has ended it before it was done\n$/);
}, 180_000);
