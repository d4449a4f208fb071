import { describe, expect, test } from 'vitest';
import { onTerminal } from './terminal.js';

const OVER = /^Epoch (\d)\/2 10\/10 - \d+s - [\d,.]+ samples\/s - loss: [\d.e-]+$/;
const LIVE = /^Epoch \d\/2 +\d\/10 ━*─* \S+ left - [\d,.]+ samples\/s - loss: [\d.e-]+$/;

describe.concurrent('on a real terminal', () => {
  test('one line moves, and one stays for each epoch', async () => {
    const { screen, frames, cursor } = await onTerminal("await fit([new ProgbarLogger()]); console.info('done');");
    expect(screen).toEqual([expect.stringMatching(OVER), expect.stringMatching(OVER), 'done']);
    expect(cursor).toEqual({ x: 0, y: 3 });
    const live = frames.map((lines) => lines.at(-1) ?? '').filter((line) => LIVE.test(line));
    expect(live.length).toBeGreaterThan(3);
    for (const lines of frames) expect(lines.filter((line) => line.includes('left')).length).toBeLessThan(2);
  });

  test('it is drawn at most ten times a second', async () => {
    const { written } = await onTerminal(`
      const began = performance.now();
      await fit([new ProgbarLogger()], { epochs: 2, batchSize: 4 });
      console.info('took ' + (performance.now() - began));`);
    const milliseconds = Number(/took ([\d.]+)/.exec(written)?.[1]);
    const drawings = written.split('left').length - 1;
    // Of 40 batches every third is due, if it is not the last of its epoch.
    expect(drawings).toBeGreaterThanOrEqual(10);
    expect(drawings).toBeLessThanOrEqual(milliseconds / 100 + 1);
  });

  test('the cursor is never hidden, and Ctrl-C leaves it below the bar', async () => {
    const { written, screen, cursor, exitCode } = await onTerminal(
      `
      class Wait extends Callback {
        async onBatchEnd(batch) { if (batch === 8) await new Promise((resolve) => setTimeout(resolve, 60_000)); }
      }
      await fit([new ProgbarLogger(), new Wait()], { epochs: 9 });`,
      { interruptAt: 'loss' },
    );
    expect(exitCode).toBe(130);
    expect(written).not.toContain('\x1b[?25l');
    expect(screen[0]).toMatch(/^Epoch 1\/9 +\d\/10 .* left .* loss: [\d.e-]+$/);
    expect(cursor).toMatchObject({ x: expect.any(Number), y: screen.length - (screen.at(-1) === '^C' ? 1 : 0) });
  });

  test('a bar that training threw out of stands until the next training, which begins below', async () => {
    const { screen } = await onTerminal(`
      class Fail extends Callback {
        #batches = 0;
        async onBatchEnd() { if (++this.#batches === 5) throw new Error('broken'); }
      }
      const logger = new ProgbarLogger();
      await fit([logger, new Fail()]).catch(({ message }) => console.info(message));
      await fit([logger], { epochs: 1 });`);
    expect(screen).toEqual([
      expect.stringMatching(LIVE),
      'broken',
      expect.stringMatching(/^Epoch 1\/2 +\d\/10 .* left/),
      expect.stringMatching(/^10\/10 - \d+s - .* loss: [\d.e-]+$/),
    ]);
  });

  test('after a stop in the middle of an epoch its line tells how far it came', async () => {
    const { screen } = await onTerminal(`
      class Stop extends Callback {
        async onBatchEnd(batch) { if (batch === 4) this.model.stopTraining = true; }
      }
      await fit([new ProgbarLogger(), new Stop()]);`);
    expect(screen).toEqual([expect.stringMatching(/^Epoch 1\/2 {2}5\/10 - \d+s - .* samples\/s - loss: [\d.e-]+$/)]);
  });
});

describe.concurrent('what others print', () => {
  test('at the end of an epoch comes before its line, and leaves no bar behind', async () => {
    const { screen } = await onTerminal(`
      class Talk extends Callback {
        async onEpochEnd(epoch) { console.warn('saved ' + epoch); }
      }
      await fit([new Talk(), new ProgbarLogger()]);`);
    expect(screen).toEqual(['saved 0', expect.stringMatching(OVER), 'saved 1', expect.stringMatching(OVER)]);
  });

  test.each(['info', 'warn'])('by console.%s between batches is never lost, nor torn', async (how) => {
    const { screen } = await onTerminal(`
      class Talk extends Callback {
        async onBatchEnd(batch) { if (batch === 4) console.${how}('a message\\nof two lines'); }
      }
      await fit([new Talk(), new ProgbarLogger()], { epochs: 1 });`);
    expect(screen).toEqual([
      expect.stringMatching(/^ \d\/10 ━*─* \S+ left - .* loss: [\d.e-]+$/),
      'a message',
      'of two lines',
      expect.stringMatching(/^10\/10 - \d+s - .* loss: [\d.e-]+$/),
    ]);
  });
});

describe.concurrent('the width', () => {
  test.each([40, 60, 80, 120])(
    'of %i columns is never passed, however many and wide the names are',
    async (columns) => {
      const { frames } = await onTerminal(
        `class More extends Callback {
        async onBatchEnd(batch, logs) { for (const name of ['損失関数', 'b', 'c']) logs['a_very_long_name_' + name] = 1; }
      }
      await fit([new More(), new ProgbarLogger({ name: '学習' })]);`,
        { columns },
      );
      const drawn = frames.filter((lines) => lines.at(-1)?.includes('left'));
      expect(drawn.length).toBeGreaterThan(2);
      for (const lines of drawn) expect(lines.filter((line) => !line.includes('- loss')).length).toBeLessThan(4);
      for (const lines of drawn) expect(lines.at(-1)).toMatch(/^学習: Epoch \d\/2 +\d\/10 /);
    },
  );

  // A terminal that wraps what no longer fits keeps the first row of the one bar that was drawn for the old width.
  test('may change: from then on bars keep to the new one', async () => {
    const { screen, frames } = await onTerminal(
      `
      const bars = new Bars();
      let drawings = 0;
      bars.show = (...bar) => {
        drawings++;
        Bars.prototype.show.apply(bars, bar);
      };
      // The second drawing is the first to tell what time is left.
      class Wait extends Callback {
        async onBatchEnd() {
          while (drawings === 2 && process.stdout.columns !== 40) await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
      await fit([new ProgbarLogger({ bars }), new Wait()]);`,
      { resizeAt: ['left', 40] },
    );
    const drawn = frames.map((lines) => lines.at(-1) ?? '').filter((line) => / samples.*/.test(line));
    expect(drawn.filter((line) => /^Epoch \d\/2 +\d\/10 \S+ left - [\d,.]+ samples/.test(line)).length).toBeGreaterThan(
      2,
    );
    expect(screen.filter((line) => line.includes('━'))).toHaveLength(1);
    expect(screen.slice(1).join('')).toMatch(/^Epoch 1\/2 10\/10 - .* loss: .*Epoch 2\/2 10\/10 - .* loss: [\d.e-]+$/);
  });
});

describe.concurrent('colors', () => {
  const GREEN = '\x1b[32m━';

  test('are those of the bar, where the terminal has some', async () => {
    expect((await onTerminal('await fit([new ProgbarLogger()]);')).written).toContain(GREEN);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'vt52' }])('%j means none', async (env) => {
    const { written } = await onTerminal('await fit([new ProgbarLogger()]);', { env });
    expect(written).toContain('━─');
    expect(written).not.toMatch(/\[\d*m/);
  });

  test('FORCE_COLOR brings them back', async () => {
    const env = { TERM: 'vt52', FORCE_COLOR: '1' };
    expect((await onTerminal('await fit([new ProgbarLogger()]);', { env })).written).toContain(GREEN);
  });
});

describe.concurrent('plain lines, without any control character', () => {
  test.each([{ CI: 'true' }, { CI: '1' }, { TERM: 'dumb' }, { CI: 'true', FORCE_COLOR: '1' }])(
    'with %j',
    async (env) => {
      const { written, screen } = await onTerminal('await fit([new ProgbarLogger()]);', {
        env: env,
      });
      expect(screen).toEqual([expect.stringMatching(OVER), expect.stringMatching(OVER)]);
      expect(written.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    },
  );

  test('with verbose: 2', async () => {
    const { written } = await onTerminal('await fit([new ProgbarLogger({ verbose: 2 })]);');
    expect(written.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    expect(written.trimEnd().split('\r\n')).toEqual([expect.stringMatching(OVER), expect.stringMatching(OVER)]);
  });

  test.each([{ CI: 'false' }, { CI: '' }])('but not with %j', async (env) => {
    expect((await onTerminal('await fit([new ProgbarLogger()]);', { env })).written).toContain('left');
  });
});

describe.concurrent('trainings that run at the same time', () => {
  test('have a bar each, and epochs that are over stand above', async () => {
    const { screen, frames } = await onTerminal(`
      const bars = new Bars();
      await Promise.all(['left', 'right'].map((name) => fit([new ProgbarLogger({ bars, name })])));
      console.info('done');`);
    const isBoth = (lines: string[]) =>
      /^left: .* left - /.test(lines.at(-2) ?? '') && lines.at(-1)?.startsWith('right: ');
    expect(frames.filter(isBoth).length).toBeGreaterThan(2);
    expect(screen.at(-1)).toBe('done');
    const lines = ['left', 'left', 'right', 'right'].map((name) =>
      expect.stringMatching(new RegExp(`^${name}: Epoch \\d/2 10/10 - `)),
    );
    expect(screen.slice(0, -1).sort()).toEqual(lines);
  });

  test('are drawn ten times a second together', async () => {
    const { written } = await onTerminal(`
      const bars = new Bars();
      const began = performance.now();
      const train = (name) => fit([new ProgbarLogger({ bars, name })], { epochs: 1, batchSize: 2 });
      await Promise.all(['a', 'b', 'c', 'd'].map(train));
      console.info('took ' + (performance.now() - began));`);
    const milliseconds = Number(/took ([\d.]+)/.exec(written)?.[1]);
    // Beside those of the beginning and the end of each.
    expect(written.split('2026h').length - 1).toBeLessThanOrEqual(milliseconds / 100 + 16);
  });

  test('leave nothing behind when one between others ends', async () => {
    const { frames } = await onTerminal(`
      const bars = new Bars();
      const [first, second, third] = [{}, {}, {}];
      for (const [name, bar] of Object.entries({ first, second, third })) bars.show(bar, () => name);
      bars.hide(second);
      bars.show(third, () => 'the third');
    `);
    expect(frames.at(-1)).toEqual(['first', 'the third']);
  });

  test('leave nothing behind when they are more than the terminal has rows', async () => {
    const { screen, frames } = await onTerminal(`
      const bars = new Bars();
      const all = Array.from({ length: 40 }, (_, index) => ({ name: '訓練 ' + index }));
      const show = (text) => all.forEach((bar) => bars.show(bar, () => bar.name + ': ' + text));
      show('a long line');
      show('short');
      for (const bar of all) bars.print(bar, bar.name + ' is over');
    `);
    expect(screen).toEqual(Array.from({ length: 40 }, (_, index) => `訓練 ${index} is over`));
    const fullest = frames.reduce((most, lines) => (lines.length > most.length ? lines : most), []);
    expect(new Set(fullest).size).toBe(fullest.length);
  });

  test('lose the bar of one that threw by its dispose()', async () => {
    const { screen, frames } = await onTerminal(`
      const bars = new Bars();
      class Fail extends Callback {
        async onBatchEnd(batch) { if (batch === 4) throw new Error('broken'); }
      }
      const broken = new ProgbarLogger({ bars, name: 'broken' });
      await fit([broken, new Fail()]).catch(() => broken.dispose());
      await fit([new ProgbarLogger({ bars, name: 'whole' })], { epochs: 1 });`);
    expect(screen).toEqual([
      expect.stringMatching(/^broken: Epoch 1\/2 +\d\/10 .* left - /),
      expect.stringMatching(/^whole: 10\/10 - /),
    ]);
    expect(frames.filter((lines) => lines.length > 2)).toEqual([]);
  });
});
