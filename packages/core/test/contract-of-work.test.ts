import '@cb-tooling/backend';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { Callback, type Logs } from '../src/index.js';
import { faultOf, Good } from './rules.js';

const noWork = 'nothing that it started is at work when onTrainEnd resolves';

const folder = mkdtempSync(join(tmpdir(), 'core-'));
const writes: Promise<void>[] = [];
afterAll(async () => {
  await Promise.all(writes);
  rmSync(folder, { recursive: true });
});

function write(epoch: number): Promise<void> {
  const written = writeFile(join(folder, `${epoch}.txt`), 'an epoch');
  writes.push(written);
  return written;
}

/**
 * Without time no hook gives the event loop a turn, in which a write would go on, and something else that is at work come
 * to its end.
 */
function stopTime(): void {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => now.mockRestore());
}

test('a write that nobody waits for', async () => {
  stopTime();
  class Faulty extends Good {
    override async onEpochEnd(epoch: number, logs?: Logs) {
      if (logs?.loss && logs.val_loss && logs.acc && logs.val_acc) void write(epoch);
    }
  }
  expect(await faultOf(noWork, () => new Faulty())).toMatch(
    /^When onTrainEnd had resolved, there was still at work: FSReqPromise(, FSReqPromise)*\.$/,
  );
});

test('a write in place of something that was at work before', async () => {
  stopTime();
  const timers = Array.from({ length: 3 }, () => setTimeout(() => {}, 60_000));
  class Faulty extends Good {
    override async onEpochEnd(epoch: number) {
      if (epoch < 2) return;
      clearTimeout(timers.pop());
      void write(epoch);
    }
  }
  expect(await faultOf(noWork, () => new Faulty())).toBe(
    'When onTrainEnd had resolved, there was still at work: FSReqPromise.',
  );
});

test('a timer that is left', async () => {
  stopTime();
  const timers: NodeJS.Timeout[] = [];
  class Faulty extends Good {
    override async onTrainBegin() {
      timers.push(setTimeout(() => {}, 60_000));
    }
  }
  expect(await faultOf(noWork, () => new Faulty())).toBe(
    'When onTrainEnd had resolved, there was still at work: Timeout.',
  );
  for (const timer of timers) clearTimeout(timer);
});

test('a write that is handed over, or awaited at the end, is no fault', async () => {
  class HandsOver extends Callback {
    override async onEpochEnd(epoch: number) {
      this.background(write(epoch));
    }
  }
  class Awaits extends Callback {
    #last: Promise<void> | undefined;
    override async onEpochEnd(epoch: number) {
      this.#last = Promise.all([this.#last, write(epoch)]).then(() => {});
    }
    override async onTrainEnd() {
      await this.#last;
    }
  }
  expect(await faultOf(noWork, () => new HandsOver())).toBeUndefined();
  expect(await faultOf(noWork, () => new Awaits())).toBeUndefined();
});

test('what something else in the process begins meanwhile is no fault', async () => {
  const timers: NodeJS.Timeout[] = [];
  class Disturbed extends Good {
    override async onEpochEnd() {
      if (timers.length < 2) timers.push(setTimeout(() => {}, 60_000));
    }
  }
  expect(await faultOf(noWork, () => new Disturbed())).toBeUndefined();
  for (const timer of timers) clearTimeout(timer);
});

test('where there is no Node.js, there is nothing to look at', async () => {
  stopTime();
  for (const elsewhere of [undefined, {}]) {
    vi.stubGlobal('process', elsewhere);
    const fault = await faultOf(noWork, () => new Good()).finally(() => vi.unstubAllGlobals());
    expect(fault).toBeUndefined();
  }
});
