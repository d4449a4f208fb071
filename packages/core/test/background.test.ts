import '@cb-tooling/backend';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Callback } from '../src/index.js';
import { compiledModel, feedEpochs } from '../src/testing.js';
import { fit } from './training.js';

/** Notes its hooks, and hands over what the first epoch's end begins. */
class Worker extends Callback {
  readonly calls: string[] = [];
  readonly #begin: (worker: Worker) => Promise<unknown>;

  constructor(begin: (worker: Worker) => Promise<unknown>) {
    super();
    this.#begin = begin;
  }

  /** Resolves in a turn of the event loop behind its `onTrainEnd`. */
  async ended() {
    while (!this.calls.includes('training ends')) await turn();
  }

  override async onEpochBegin(epoch: number) {
    this.calls.push(`epoch ${epoch + 1} begins`);
  }

  override async onEpochEnd(epoch: number) {
    this.calls.push(`epoch ${epoch + 1} ends`);
    if (epoch === 0) this.background(this.#begin(this));
  }

  override async onTrainEnd() {
    this.calls.push('training ends');
  }

  override dispose() {
    this.calls.push('dispose');
  }
}

class Thrower extends LayersCallback {
  override async onEpochEnd() {
    throw new Error('thrown by another callback');
  }
}

async function failing(after?: Promise<unknown>) {
  await after;
  throw new Error('the write failed');
}

describe('work in the background', () => {
  test('is waited for by onTrainEnd, after its own, before dispose', async () => {
    const worker = new Worker(async (worker) => {
      await worker.ended();
      worker.calls.push('work is over');
    });
    await fit(compiledModel(), [worker]);
    expect(worker.calls).toEqual([
      'dispose',
      'epoch 1 begins',
      'epoch 1 ends',
      'training ends',
      'work is over',
      'dispose',
    ]);
  });

  test('may take on more work, which is waited for too', async () => {
    let done = false;
    const more = async () => {
      await wait(20);
      done = true;
    };
    class Chain extends Callback {
      override async onTrainEnd() {
        this.background(wait(20).then(() => this.background(more())));
      }
    }
    await fit(compiledModel(), [new Chain()]);
    expect(done).toBe(true);
  });

  test('that failed makes the next hook of its callback throw, once', async () => {
    const worker = new Worker(() => failing());
    const training = fit(compiledModel(), [worker], 3);
    await expect(training).rejects.toThrow(new Error('the write failed'));
    expect(worker.calls).toEqual(['dispose', 'epoch 1 begins', 'epoch 1 ends']);
    worker.dispose();
    await fit(compiledModel(), [worker], 0);
  });

  test('that fails while training ends makes onTrainEnd throw, when all has been disposed', async () => {
    const worker = new Worker((worker) => failing(worker.ended()));
    await expect(fit(compiledModel(), [worker])).rejects.toThrow(new Error('the write failed'));
    expect(worker.calls.slice(-2)).toEqual(['training ends', 'dispose']);
  });

  test('that fails in several places is one error that names all', async () => {
    class Worst extends Worker {
      override async onTrainEnd() {
        await super.onTrainEnd();
        throw new TypeError('the end failed');
      }
      override dispose() {
        if (this.calls.length > 0) throw new Error('dispose failed');
      }
    }
    const error = await fit(compiledModel(), [new Worst((worker) => failing(worker.ended()))]).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.message).toBe('TypeError: the end failed\nError: the write failed\nError: dispose failed');
    expect(error.errors.map(({ message }: Error) => message)).toEqual([
      'the end failed',
      'the write failed',
      'dispose failed',
    ]);
  });

  test('of a run that threw is waited for by dispose(), which rejects with its failure, once', async () => {
    const worker = new Worker(() => failing(wait(20)));
    await expect(fit(compiledModel(), [worker, new Thrower()])).rejects.toThrow('thrown by another callback');
    await expect(worker.dispose()).rejects.toThrow(new Error('the write failed'));
    expect(worker.calls.at(-1)).toBe('dispose');
    await worker.dispose();
  });

  test('of a run that threw is waited for by the next one, which throws its failure, once', async () => {
    const worker = new Worker(() => failing(wait(20)));
    await expect(fit(compiledModel(), [worker, new Thrower()])).rejects.toThrow('thrown by another callback');
    await expect(fit(compiledModel(), [worker], 0)).rejects.toThrow(new Error('the write failed'));
    await fit(compiledModel(), [worker], 0);
  });

  test('that fails is no unhandled rejection, even when nothing of the callback runs any more', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => void process.off('unhandledRejection', unhandled));
    await expect(fit(compiledModel(), [new Worker(() => failing()), new Thrower()])).rejects.toThrow();
    await wait(20);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('is waited for by settled(), which leaves its failure to the next hook', async () => {
    let over = false;
    const worker = new Worker(() =>
      wait(20).then(() => {
        over = true;
        throw new Error('the write failed');
      }),
    );
    class Waiter extends LayersCallback {
      override async onEpochEnd() {
        await worker.settled();
        expect(over).toBe(true);
      }
    }
    await expect(fit(compiledModel(), [worker, new Waiter()])).rejects.toThrow(new Error('the write failed'));
    expect(worker.calls.slice(-2)).toEqual(['training ends', 'dispose']);
  });

  test('keeps dispose() immediate when there is none', () => {
    const worker = new Worker(async () => {});
    worker.dispose();
    expect(worker.calls).toEqual(['dispose']);
  });

  test('of a real file goes on while training does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'core-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'epoch.txt');
    const end = performance.now() + 20_000;
    let isWritten = false;
    let trainsOn = false;
    class Writer extends Callback {
      override async onTrainBegin() {
        this.background(this.#write());
      }
      async #write() {
        await writeFile(file, 'epoch 1');
        isWritten = true;
      }
      override async onBatchEnd() {
        trainsOn = isWritten;
        if (isWritten || performance.now() > end) this.model.stopTraining = true;
      }
    }
    await fit(compiledModel(), [new Writer()], 1_000_000);
    expect(readFileSync(file, 'utf8')).toBe('epoch 1');
    expect(trainsOn).toBe(true);
  });
});

describe('while work is pending', () => {
  /** Turns of the event loop that the hooks of an idle callback gave, in as many epochs, none for the time that passed. */
  async function turnsOf(idle: Callback, others: LayersCallback[], epochs = 5) {
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    onTestFinished(() => now.mockRestore());
    const immediate = vi.spyOn(globalThis as unknown as { setImmediate: (turn: () => void) => void }, 'setImmediate');
    onTestFinished(() => immediate.mockRestore());
    await feedEpochs([idle, ...others], compiledModel(), Array(epochs).fill({ loss: 1 }));
    return immediate.mock.calls.length;
  }
  class Idle extends Callback {}

  test('each hook of any callback of the fit gives the event loop a turn, and none after', async () => {
    let finish = () => {};
    const worker = new (class extends Callback {
      override async onTrainBegin() {
        this.background(new Promise<void>((resolve) => (finish = resolve)));
      }
      override async onEpochEnd(epoch: number) {
        if (epoch === 2) finish();
      }
    })();
    // Its own onTrainBegin, then in three epochs two hooks of two callbacks.
    expect(await turnsOf(new Idle(), [worker])).toBe(1 + 3 * 2 * 2);
  });

  test('no turn is given to another fit', async () => {
    let finish = () => {};
    const worker = new (class extends Callback {
      override async onTrainBegin() {
        this.background(new Promise<void>((resolve) => (finish = resolve)));
      }
    })();
    worker.setModel(compiledModel());
    worker.setParams({ epochs: 1 });
    await worker.onTrainBegin();
    expect(await turnsOf(new Idle(), [])).toBe(0);
    finish();
    await turn();
  });
});
