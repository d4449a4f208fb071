import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../src/command/command-line.js';
import { sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { cbSweep, trialFile } from './workers.js';

const curve = trialFile('curve');
const place = ['--redis', 'redis://127.0.0.1', '--name', 'digits'];

describe('a command line that cannot be understood says what to pass', () => {
  test.each<[string[], string]>([
    [[], 'no command was given. Pass worker or status, or --help.'],
    [['work'], 'there is no command "work". Pass worker or status, or --help.'],
    [['worker'], 'worker takes one trial file. See --help.'],
    [['worker', curve, 'more', ...place], 'worker takes one trial file. See --help.'],
    [['worker', curve], 'worker needs --redis URL and --name NAME. See --help.'],
    [['worker', curve, '--redis', 'redis://127.0.0.1'], 'worker needs --redis URL and --name NAME. See --help.'],
    [['worker', curve, ...place, '--cores', '2'], "worker: Unknown option '--cores'. See --help."],
    [
      ['worker', curve, ...place, '--concurrency', '0'],
      '--concurrency is 0. Pass a whole number of trials, 1 or more.',
    ],
    [['worker', curve, ...place, '--grace', 'long'], '--grace is long. Pass seconds, 0 or more.'],
    [['worker', curve, ...place, '--lock', '0'], '--lock is 0. Pass seconds, 0.1 or more.'],
    [
      ['worker', '/no/such.js', ...place],
      'cb-sweep: cannot read the trial file "/no/such.js" (ENOENT). Pass the path of a file.',
    ],
    [
      ['worker', curve, '--redis', 'redis://x', '--name', 'a b'],
      'cb-sweep: the name of the sweep is "a b". Use letters, digits, ".", "_" and "-".',
    ],
    [['status'], 'status takes one directory, or --redis and --name. See --help.'],
    [['status', 'a', ...place], 'status takes one directory, or --redis and --name. See --help.'],
    [['status', 'a', '--csv', '--json'], 'status takes --json or --csv, and not both. See --help.'],
  ])('%j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});

test('reads what a worker is told, and what it is not', () => {
  const told = parseCommandLine(['worker', curve, ...place, '--lock', '2.5', '--grace', '0', '--version', 'v1']);
  expect(told).toEqual({
    name: 'worker',
    file: curve,
    version: 'v1',
    redis: { url: 'redis://127.0.0.1', name: 'digits' },
    concurrency: 1,
    directory: `${process.cwd()}/digits`,
    graceMs: 0,
    lockMs: 2500,
  });
});

test('--help explains, and a wrong command line exits with 2', async () => {
  const help = cbSweep('--help');
  expect(await help.exited).toEqual([0, null]);
  expect(help.said()).toMatch(/^Usage: cb-sweep COMMAND\n/);
  const wrong = cbSweep('status');
  expect(await wrong.exited).toEqual([2, null]);
  expect(wrong.said()).toBe('cb-sweep: status takes one directory, or --redis and --name. See --help.\n');
});

test('status shows a sweep of this machine, as a table or as JSON', async () => {
  const directory = await temporaryDirectory();
  await sweep({ trial: curve, space: { start: [2, 1] }, search: 'grid', metric: 'val_loss', directory });
  const table = cbSweep('status', directory);
  expect(await table.exited).toEqual([0, null]);
  expect(table.said()).toBe(
    '2 of 2 trials: 2 completed; best: trial 2, 0.25 after 4 epochs\n' +
      'trial  status     epochs  best  hyperparameters\n' +
      '2      completed  4       0.25  start=1\n' +
      '1      completed  4       0.5   start=2\n',
  );
  const json = cbSweep('status', directory, '--json');
  await json.exited;
  expect(
    json
      .said()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).value),
  ).toEqual([0.5, 0.25]);
  const none = cbSweep('status', '/nowhere');
  expect(await none.exited).toEqual([1, null]);
  expect(none.said()).toBe('cb-sweep: there is no sweep.jsonl in "/nowhere". Pass the directory of a sweep.\n');
});

test('a worker with a trial that cannot be imported says so at once', async () => {
  const worker = cbSweep('worker', trialFile('broken'), ...place);
  expect(await worker.exited).toEqual([1, null]);
  expect(worker.said()).toMatch(
    /^cb-sweep: cannot run the trial: cannot import ".*broken\.js"\. Error: cannot find the data\n/,
  );
});
