import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { sweep } from '../src/index.js';
import { toCSV } from '../src/results/csv.js';
import { toJSONLines } from '../src/results/json-lines.js';
import { LiveTable } from '../src/show/live-table.js';
import { statusLines } from '../src/show/status-lines.js';
import type { SweepEvent } from '../src/table/event.js';
import { SweepTable } from '../src/table/table.js';
import { temporaryDirectory } from './temporary-directory.js';

const report = (trial: number, step: number, value: number, rungs: number[] = [], stops = false): SweepEvent => ({
  type: 'reported',
  trial,
  attempt: 1,
  at: 1000 * step,
  step,
  value,
  metrics: { acc: value, 'val,loss': 2 * step },
  rungs,
  verdict: stops ? 'stop' : 'continue',
});
const begun = (trial: number): SweepEvent => ({
  type: 'begun',
  trial,
  attempt: 1,
  at: 0,
  machine: 'one',
  directory: '/one',
});

/** Four trials: one completed, one stopped at a rung, one failed, one at work. */
const EVENTS: SweepEvent[] = [
  ...[0.1, 0.25, 0.5, 1e-9].map((rate, index): SweepEvent => {
    return { type: 'planned', trial: index + 1, params: { rate, name: 'a "b"' } };
  }),
  { type: 'planned', trial: 5, params: { rate: 1, name: 'x\u001b[2J' } },
  begun(1),
  begun(2),
  begun(3),
  begun(4),
  report(1, 1, 0.5, [1]),
  report(2, 1, 0.75, [1]),
  report(2, 2, 0.70000001, []),
  { type: 'ended', trial: 2, attempt: 1, at: 3500, status: 'completed' },
  { type: 'ended', trial: 1, attempt: 1, at: 2000, status: 'stopped' },
  { type: 'erred', trial: 3, attempt: 1, at: 4000, error: 'Error: no\nluck' },
  { type: 'ended', trial: 3, attempt: 1, at: 5000, status: 'failed', error: 'Error: no\nluck' },
  report(4, 1, Number.NaN),
];

test('the table has the running trials first, then the best, and says at which rung one has stopped', () => {
  expect(statusLines(new SweepTable('max', EVENTS), 10)).toEqual([
    '5 of 10 trials: 1 running, 1 waiting, 1 completed, 1 stopped, 1 failed; best: trial 2, 0.75 after 1 epochs',
    'trial  status        epochs  best  hyperparameters',
    '4      running       1       -     rate=1e-9 name="a \\"b\\""',
    '2      completed     2       0.75  rate=0.25 name="a \\"b\\""',
    '1      stopped at 1  1       0.5   rate=0.1 name="a \\"b\\""',
    '3      failed        0       -     rate=0.5 name="a \\"b\\""',
    '5      waiting       0       -     rate=1 name="x\\u001b[2J"',
  ]);
  expect(statusLines(new SweepTable('max', EVENTS), 10, 2).at(-1)).toBe('and 3 more');
  expect(statusLines(new SweepTable('max'), 3)).toEqual([
    '0 of 3 trials: none yet',
    'trial  status  epochs  best  hyperparameters',
  ]);
});

test('the results are CSV that spreadsheets read, and JSON lines with every epoch', () => {
  const { results } = new SweepTable('max', EVENTS);
  expect(toCSV(results).split('\r\n')).toEqual([
    'trial,status,value,epoch,seconds,attempts,params.rate,params.name,metrics.acc,"metrics.val,loss",error',
    '1,stopped,0.5,1,2,1,0.1,"a ""b""",0.5,2,',
    '2,completed,0.75,1,3.5,1,0.25,"a ""b""",0.75,2,',
    '3,failed,,,5,1,0.5,"a ""b""",,,"Error: no\nluck"',
    '4,running,,,1,1,1e-9,"a ""b""",,,',
    '5,waiting,,,0,0,1,x\u001b[2J,,,',
    '',
  ]);
  const lines = toJSONLines(results)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[1]).toEqual(JSON.parse(JSON.stringify(results[1])));
  expect(lines[3].epochs).toEqual([{ step: 1, value: 'NaN', metrics: { acc: 'NaN', 'val,loss': 2 } }]);
});

/** A terminal that keeps what is written to it. */
function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

test('on a terminal the table is drawn again in its place, and no line is wider than the terminal', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { written, stream } = terminal(true);
  const live = new LiveTable(new SweepTable('max', EVENTS), 10, stream);
  live.update();
  live.update();
  expect(written).toEqual([]);
  vi.advanceTimersByTime(200);
  live.update();
  live.end();
  expect(written.length).toBe(2);
  expect(written[0]?.split('\n').length).toBe(8);
  expect(written[1]).toBe(`\u001b[7A\u001b[0J${written[0]}`);
  for (const line of (written[0] ?? '').split('\n')) expect(line.length).toBeLessThan(40);
});

test('elsewhere each trial that ends is a line, and those that ended before are none', async () => {
  const info = vi.spyOn(console, 'info').mockReturnValue();
  onTestFinished(() => info.mockRestore());
  const directory = await temporaryDirectory();
  const options = {
    trial: new URL('trials/curve.js', import.meta.url),
    space: { start: [4, 2] },
    search: 'grid' as const,
    metric: 'val_loss',
    concurrency: 1,
    directory,
    verbose: 1,
  };
  await sweep({ ...options, trials: 1 });
  expect(info.mock.calls).toEqual([['sweep: trial 1 of 1 completed, best 1 in 4 epochs']]);
  info.mockClear();
  await sweep({ ...options, verbose: 1 });
  expect(info.mock.calls).toEqual([['sweep: trial 2 of 2 completed, best 0.5 in 4 epochs']]);
  expect((await readFile(join(directory, 'results.jsonl'), 'utf8')).trim().split('\n').length).toBe(2);
});
