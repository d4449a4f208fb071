import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from './run.js';

const LS = 'Run `cb-checkpoint ls DIR [--json]`.';
const VERIFY = 'Run `cb-checkpoint verify PATH...`.';
const CONVERT = 'Run `cb-checkpoint convert SOURCE TARGET [--model PATH] [--force]`.';

test.each<[string[], string]>([
  [[], 'no command was given. Pass ls, verify or convert, or --help.'],
  [['--json'], 'no command was given. Pass ls, verify or convert, or --help.'],
  [['list', 'a'], 'there is no command "list". Pass ls, verify or convert, or --help.'],
  [['toString'], 'there is no command "toString". Pass ls, verify or convert, or --help.'],
  [['ls'], `ls got no DIR. ${LS}`],
  [['ls', ''], `ls got "" as DIR. ${LS}`],
  [['ls', 'a', 'b'], `ls got one argument too many, "b". ${LS}`],
  [['ls', 'a', '--jsn'], `ls has no option --jsn. ${LS}`],
  [['ls', 'a', '-j'], `ls has no option -j. ${LS}`],
  [['ls', 'a', '--force'], `ls has no option --force. ${LS}`],
  [['ls', 'a', '--json=yes'], `ls takes no value for --json, and got "yes". ${LS}`],
  [['verify'], `verify got no PATH. ${VERIFY}`],
  [['verify', 'a', ''], `verify got "" as PATH. ${VERIFY}`],
  [['convert', 'a'], `convert got no TARGET. ${CONVERT}`],
  [['convert', 'a', ''], `convert got "" as TARGET. ${CONVERT}`],
  [['convert', 'a', 'b', '--model'], `convert got no value for --model. ${CONVERT}`],
  [['convert', 'a', 'b', '--model='], `convert got no value for --model. ${CONVERT}`],
  [['convert', 'a', 'b', '--model', '--force'], `convert got no value for --model. ${CONVERT}`],
  [['convert', 'a', '--', 'b', '--force'], `convert got one argument too many, "--force". ${CONVERT}`],
])('%j cannot be understood', async (args, message) => {
  expect(await run(...args)).toEqual({ code: 2, out: [], err: [`cb-checkpoint: ${message}`] });
});

test.each([[['--help']], [['-h']], [['convert', '--help']]])('%j says what there is', async (args) => {
  const { code, out, err } = await run(...args);
  expect([code, err]).toEqual([0, []]);
  expect(out.filter((line) => /^\w/.test(line))).toEqual([
    'Usage: cb-checkpoint COMMAND',
    'ls DIR [--json]',
    'verify PATH...',
    'convert SOURCE TARGET [--model PATH] [--force]',
  ]);
  expect(Math.max(...out.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await run('--version')).toEqual({ code: 0, out: [version], err: [] });
});
