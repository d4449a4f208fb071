import { expect, test } from 'vitest';
import { runAttack } from '../src/run-attack.js';
import { Tally } from '../src/tally.js';

/** What is noted of a script that says so much, and then ends as it is told, unless it is silent for too long. */
async function noted(lines: object[], end = '', longestMs = 60_000) {
  const tally = new Tally();
  const told: string[] = [];
  tally.onHarm = (what: string) => void told.push(what);
  const said = lines.map((line) => JSON.stringify(line)).join('\n');
  const script = `console.log(${JSON.stringify(said)}); ${end}`;
  const errors = await runAttack('Saver', ['-e', script], { longestMs, longestBeginMs: 60_000 }, tally);
  return { errors, attempts: tally.attempts, faults: tally.faults, told };
}

test('what a script finds is noted, with what it was about to do', async () => {
  const lines = [
    { begins: 'a full disk' },
    { isError: true, faults: ['epoch 2 is lost', 'it says: nothing'] },
    { isError: false, faults: [] },
    { done: true },
  ];
  const told = ['lost: Saver, a full disk: epoch 2 is lost', 'wrong: Saver, a full disk: it says: nothing'];
  expect(await noted(lines)).toEqual({ errors: 1, attempts: 2, faults: 2, told });
});

test.each([
  ['has not done all', [{ begins: 'it' }], '', 'wrong: Saver, it: the process ends with 0: '],
  ['fails in the end', [{ done: true }], 'process.exitCode = 3', 'wrong: Saver: the process ends with 3: '],
])('a script that %s is noted', async (_, lines, end, message) => {
  expect((await noted(lines, end)).told).toEqual([message]);
});

test('a script that hangs is noted', async () => {
  const { told } = await noted([{ begins: 'it' }], 'setInterval(() => {}, 1000)', 2000);
  expect(told).toEqual(['hung: Saver, it: no end after 2 s']);
});
