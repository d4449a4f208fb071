import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type SweepOptions, sweep } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

const trialFile = (name: string) => fileURLToPath(new URL(`trials/${name}.js`, import.meta.url));

/** Runs trials of each mood, one after the other. */
async function moods(space: string[], options: Partial<SweepOptions> = {}) {
  const directory = await temporaryDirectory();
  return sweep({
    trial: trialFile('moody'),
    space: { mood: space },
    search: 'grid',
    metric: 'val_loss',
    concurrency: 1,
    directory,
    ...options,
  });
}

describe('an option that cannot work is an error before any trial', () => {
  const good = { trial: trialFile('curve'), space: { start: [1] }, metric: 'val_loss', trials: 1 };
  test.each<[string, object, string]>([
    [
      'no options',
      undefined as never,
      "sweep: option `trial` is missing. Pass the path of a file, such as 'trial.js'.",
    ],
    [
      'no trial',
      { ...good, trial: undefined },
      "sweep: option `trial` is missing. Pass the path of a file, such as 'trial.js'.",
    ],
    [
      'a trial that is no file',
      { ...good, trial: '/no/such.js' },
      'sweep: cannot read the trial file "/no/such.js" (ENOENT). Pass the path of a file.',
    ],
    ['a trial that is no path', { ...good, trial: 5 }, 'sweep: option `trial` is 5. Pass the path of a file.'],
    [
      'no metric',
      { ...good, metric: undefined },
      "sweep: option `metric` is missing. Pass its name, such as 'val_loss'.",
    ],
    [
      'a metric of unknown direction',
      { ...good, metric: 'quality' },
      "sweep: option `metric` is \"quality\". Whether it should rise or fall is not known from its name. Pass `mode: 'max'` or `mode: 'min'`.",
    ],
    [
      'an unknown search',
      { ...good, search: 'bayes' },
      "sweep: option `search` is \"bayes\". Pass 'grid', 'random' or a function.",
    ],
    [
      'an unknown scheduler',
      { ...good, scheduler: 'hyperband' },
      "sweep: option `scheduler` is \"hyperband\". Pass 'asha', 'median', 'none', or an object such as { type: 'asha', minEpochs: 3 }.",
    ],
    [
      'a scheduler without a type',
      { ...good, scheduler: {} },
      "sweep: option `scheduler.type` is undefined. Pass 'asha', 'median', 'none', or an object such as { type: 'asha', minEpochs: 3 }.",
    ],
    [
      'a factor of 1',
      { ...good, scheduler: { type: 'asha', reductionFactor: 1 } },
      'sweep: scheduler: option `reductionFactor` is 1. Pass a whole number, 2 or more.',
    ],
    [
      'a mistyped option of a scheduler',
      { ...good, scheduler: { type: 'asha', minEpoch: 1 } },
      'sweep: scheduler: option `minEpoch` is unknown. Did you mean `minEpochs`?',
    ],
    [
      'no trials at all',
      { ...good, trials: 0 },
      'sweep: option `trials` is 0. Pass a whole number of trials, 1 or more.',
    ],
    [
      'a mistyped option',
      { ...good, concurency: 2 },
      'sweep: option `concurency` is unknown. Did you mean `concurrency`?',
    ],
    [
      'a name that keys cannot have',
      { ...good, name: 'my sweep' },
      'sweep: the name of the sweep is "my sweep". Use letters, digits, ".", "_" and "-".',
    ],
  ])('%s', async (_, options, message) => {
    await expect(sweep(options as SweepOptions)).rejects.toThrow(message);
  });
});

describe('what would fail in every trial ends the sweep at once', () => {
  test.each([
    ['broken', /^sweep: trial 1 failed: cannot import ".*broken\.js"\. Error: cannot find the data\n/],
    [
      'nothing',
      /^sweep: trial 1 failed: ".*nothing\.js" exports undefined as its default\. Export a function: export default async \(context\) => \{\}\.$/,
    ],
    [
      'sweeping',
      /^sweep: trial 1 failed: cannot import ".*sweeping\.js"\. Error: sweep: a trial cannot run a sweep\. Write `if \(!isTrial\) await sweep\(\{ … \}\)` in its file\./,
    ],
  ])('%s', async (name, message) => {
    await expect(moods(['good', 'better'], { trial: trialFile(name) })).rejects.toThrow(message);
  });

  test('a trial that never reports', async () => {
    await expect(moods(['silent', 'good'])).rejects.toThrow(
      'sweep: trial 1 has ended without a report of `val_loss`. Hand `new SweepReporter(context)` to fit(), or call context.report().',
    );
  });
});

test('a trial that fails by itself is tried again, then fails with its last output, and the sweep goes on', async () => {
  const { best, trials } = await moods([
    'throws',
    'exits',
    'dies',
    'second try',
    'not a number',
    'hangs on',
    'was done',
  ]);
  expect(trials.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['failed', 2],
    ['failed', 2],
    ['failed', 2],
    ['completed', 2],
    ['failed', 2],
    ['completed', 1],
    ['completed', 2],
  ]);
  expect([best.trial, best.value]).toEqual([7, 0.75]);
  expect(trials[0]?.error).toMatch(/^Error: no luck\n(.*\n)+Its last output:\nthe last words$/);
  expect(trials[1]?.error).toBe('its process exited with code 3');
  expect(trials[2]?.error).toBe('its process was ended by SIGKILL');
  expect(trials[3]?.error).toMatch(/^Error: not yet\n/);
  expect(trials[4]?.error).toMatch(/^TypeError: report: `value` is "0\.5"\. Pass a number\.\n/);
});

test('without a result the sweep is an error that says why', async () => {
  await expect(moods(['exits'], { retries: 0 })).rejects.toThrow(
    'sweep: none of 1 trials has a result. Trial 1 failed: its process exited with code 3',
  );
  await expect(moods(['NaN'])).rejects.toThrow(
    'sweep: none of 1 trials has a result. What was reported of `val_loss` is NaN.',
  );
});

describe('a directory', () => {
  test('of another sweep is refused, and left as it is', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'sweep.jsonl');
    const trial = join(directory, 'trial.js');
    await writeFile(trial, `export { default } from '${pathToFileURL(trialFile('moody'))}';`);
    await moods(['good'], { directory, trial });
    const before = await readFile(file, 'utf8');
    const change = (what: string) =>
      `sweep: "${directory}" holds a sweep ${what}. Pass what it began with, or another \`directory\`.`;
    await expect(moods(['bad'], { directory, trial })).rejects.toThrow(change('with another `space`'));
    await expect(moods(['good'], { directory, trial, seed: 1 })).rejects.toThrow(change('with another `seed`'));
    await expect(moods(['good'], { directory, trial, mode: 'max' })).rejects.toThrow(change('with another `mode`'));
    await expect(moods(['good'], { directory, trial, scheduler: 'asha' })).rejects.toThrow(
      change('with another `scheduler`'),
    );
    await writeFile(trial, 'export default () => {};');
    await expect(moods(['good'], { directory, trial })).rejects.toThrow(change('of another version of the trial'));
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('in which nothing was reported yet may be begun again with other options', async () => {
    const directory = await temporaryDirectory();
    await expect(moods(['good'], { directory, trial: trialFile('broken') })).rejects.toThrow('cannot find the data');
    const { trials } = await moods(['good', 'better'], { directory });
    expect(trials.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  test('whose journal is damaged in the middle is refused, and one that was cut off goes on', async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, 'sweep.jsonl');
    await moods(['good', 'better'], { directory });
    const whole = await readFile(file, 'utf8');
    const lines = whole.split('\n');
    await writeFile(file, lines.map((line, index) => (index === 2 ? '{"type":' : line)).join('\n'));
    await expect(moods(['good', 'better'], { directory })).rejects.toThrow(
      `sweep: line 3 of "${file}" is damaged. Restore the file, or begin in another directory.`,
    );
    // The end of the last trial is missing, and the report before it is cut off: it runs again.
    await writeFile(file, whole.slice(0, whole.lastIndexOf('"type":"ended"') - 20));
    const { trials } = await moods(['good', 'better'], { directory });
    expect(trials.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['completed', 2],
    ]);
  });

  test('in which another sweep is at work is refused', async () => {
    const directory = await temporaryDirectory();
    const gate = join(await temporaryDirectory(), 'gate');
    await writeFile(gate, '0');
    const space = { mood: ['slow'], gate: [gate] };
    const both = [1, 2].map(() => moods([], { directory, space }));
    const refusal = await Promise.any(
      both.map((one) =>
        one.then(
          () => expect.unreachable(),
          (error: Error) => error,
        ),
      ),
    );
    await writeFile(gate, '30');
    const ends = await Promise.allSettled(both);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(refusal.message).toMatch(
      new RegExp(
        `^sweep: "${directory}" belongs to process ${process.pid} on .*\\. Wait for its end, pass another \`directory\`, ` +
          'or remove sweep\\.lock if that process runs no sweep\\.$',
      ),
    );
  });

  test('with trials of which no journal tells is refused', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'trials/0001'), { recursive: true });
    await expect(moods(['good'], { directory })).rejects.toThrow(
      `sweep: "${join(directory, 'trials')}" holds trials of which no journal tells. Remove them, or pass another \`directory\`.`,
    );
  });
});
