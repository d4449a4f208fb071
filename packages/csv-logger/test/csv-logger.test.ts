import '@cb-tooling/backend';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callbackContract, compiledModel, feedEpochs } from '@cb/core/testing';
import { dispose, ones, tensor1d, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { Callback as LayersCallback } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as entry from '../src/index.js';
import { CSVLogger } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';

type Logs = NonNullable<Parameters<LayersCallback['onEpochEnd']>[1]>;

/** Puts values of any kind into logs, as a callback of a user may. */
const adds = (values: (epoch: number) => object) =>
  new (class extends LayersCallback {
    override async onEpochEnd(epoch: number, logs: Logs) {
      Object.assign(logs, values(epoch));
    }
  })();

const inNewFolder = (name = 'log.csv') => join(temporaryDirectory(), name);
const read = (path: string) => readFileSync(path, 'utf8');

/** The administrator may write to every file. */
async function asUser(action: () => Promise<void>) {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  await action().finally(() => isRoot && process.seteuid?.(0));
}

const LOSSES = [{ loss: 3 }, { loss: 2 }, { loss: 1 }];

afterEach(() => {
  vi.restoreAllMocks();
});

test('exports the class', () => {
  expect(Object.keys(entry)).toEqual(['CSVLogger']);
});

describe('contract', () => {
  // The rule that hands a state on does so to an instance with another file.
  const make = (options?: object) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    return new CSVLogger(inNewFolder(), options);
  };
  for (const rule of callbackContract(make, compiledModel)) test(rule.name, rule.check);
});

describe('a filename or an option that cannot work is refused', () => {
  test.each([
    [undefined, TypeError, 'CSVLogger: the filename is undefined. Pass the path of a file.'],
    [{ append: true }, TypeError, 'CSVLogger: the filename is an object. Pass the path of a file.'],
    ['', RangeError, 'CSVLogger: the filename is "". Pass the path of a file.'],
    ['logs/', RangeError, 'CSVLogger: the filename is "logs/". Pass the path of a file.'],
    [
      's3://bucket/log.csv',
      RangeError,
      'CSVLogger: the filename is "s3://bucket/log.csv". Pass a path or a file:/// URL.',
    ],
  ])('%j as filename', (filename, kind, message) => {
    const make = () => new CSVLogger(filename as string);
    expect(make).toThrow(new kind(message));
  });

  const SEPARATOR = "Pass one character, such as ',', ';' or '\\t'; no quote.";
  test.each([
    [{ separator: ', ' }, RangeError, `CSVLogger: option \`separator\` is ", ". ${SEPARATOR}`],
    [{ separator: '"' }, RangeError, `CSVLogger: option \`separator\` is "\\"". ${SEPARATOR}`],
    [{ separator: '\n' }, RangeError, `CSVLogger: option \`separator\` is "\\n". ${SEPARATOR}`],
    [{ separator: '\r' }, RangeError, `CSVLogger: option \`separator\` is "\\r". ${SEPARATOR}`],
    [{ separator: '' }, RangeError, 'CSVLogger: option `separator` is "". Pass a string that is not empty.'],
    [{ separator: 1 }, TypeError, 'CSVLogger: option `separator` is 1. Pass a string.'],
    [{ append: 'yes' }, TypeError, 'CSVLogger: option `append` is "yes". Pass true or false.'],
    [{ onError: 'ignore' }, RangeError, "CSVLogger: option `onError` is \"ignore\". Pass 'throw', 'warn'."],
    // Keras's arguments in their order.
    [',', TypeError, 'CSVLogger: the options are ",". Pass an object, such as { separator: \';\', append: true }.'],
    [{ seperator: ';' }, TypeError, 'CSVLogger: option `seperator` is unknown. Did you mean `separator`?'],
  ])('%j', (options, kind, message) => {
    const make = () => new CSVLogger('log.csv', options as object);
    expect(make).toThrow(new kind(message));
  });
});

describe('a real fit', () => {
  const [xs, ys] = [ones([8, 4]), zeros([8, 1])];

  test('leaves a row for each epoch, with the numbers of its history, in a directory that is made for it', async () => {
    const path = inNewFolder('runs/first/log.csv');
    const callbacks = [new CSVLogger(path)];
    const { history } = await compiledModel().fit(xs, ys, { epochs: 3, verbose: 0, validationSplit: 0.5, callbacks });
    const [header, ...rows] = read(path).trimEnd().split('\r\n');
    expect(header).toBe('epoch,acc,loss,val_acc,val_loss');
    const names = ['acc', 'loss', 'val_acc', 'val_loss'];
    expect(rows.map((row) => row.split(',').map(Number))).toEqual(
      [0, 1, 2].map((epoch) => [epoch, ...names.map((name) => history[name]?.[epoch])]),
    );
    expect(readdirSync(join(path, '..'))).toEqual(['log.csv']);
  });

  test('that is stopped within an epoch has NA for the validation that did not run', async () => {
    const path = inNewFolder();
    const stop = new (class extends LayersCallback {
      #batches = 0;
      override async onBatchEnd() {
        this.#batches++;
        if (this.#batches === 3) this.model.stopTraining = true;
      }
    })();
    const callbacks = [stop, new CSVLogger(path)];
    await compiledModel().fit(xs, ys, { epochs: 5, batchSize: 4, verbose: 0, validationData: [xs, ys], callbacks });
    const rows = read(path).trimEnd().split('\r\n');
    expect(rows[1]).toMatch(/^0(,[\d.e-]+){4}$/);
    expect(rows[2]).toMatch(/^1,[\d.e-]+,[\d.e-]+,NA,NA$/);
    expect(rows).toHaveLength(3);
  });

  test('goes through a file:// URL', async () => {
    const path = inNewFolder('with space.csv');
    await compiledModel().fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [new CSVLogger(pathToFileURL(path).href)] });
    expect(read(path)).toMatch(/^epoch,acc,loss,val_acc,val_loss\r\n0,[\d.e-]+,[\d.e-]+,NA,NA\r\n$/);
  });

  test('that throws keeps the rows of the epochs that ended', async () => {
    const path = inNewFolder();
    const callbacks = [
      new CSVLogger(path),
      adds((epoch) => {
        if (epoch === 1) throw new Error('thrown by a test');
        return {};
      }),
    ];
    const fit = compiledModel().fit(xs, ys, { epochs: 5, verbose: 0, callbacks });
    await expect(fit).rejects.toThrow('thrown by a test');
    expect(read(path).match(/^\d+/gm)).toEqual(['0', '1']);
  });
});

describe('values', () => {
  test('are spelt as Python spells them, whatever other callbacks put into logs', async () => {
    const path = inNewFolder();
    const values = {
      epoch: 7,
      a: 1,
      b: 1e-7,
      c: [1, Number.NaN, 'x'],
      d: new Float32Array([0.5]),
      e: tensor1d([1, 2]),
      f: true,
      g: false,
      h: null,
      i: undefined,
      j: 'a;b',
      k: [],
      l: 10n,
      m: [
        [1, 2],
        [3, 4],
      ],
      n: tensor2d([[1, 2]]),
      val_a: Number.NEGATIVE_INFINITY,
    };
    await feedEpochs([adds(() => values), new CSVLogger(path)], compiledModel(), [{ loss: 0.5 }]);
    dispose([values.e, values.n]);
    expect(read(path)).toBe(
      'epoch,a,b,c,d,e,f,g,h,i,j,k,l,loss,m,n,val_a\r\n' +
        '0,1.0,1e-07,"""[1.0, nan, x]""","""[0.5]""","""[1.0, 2.0]""",True,False,,,a;b,"""[]""",10,0.5,' +
        '"""[[1.0, 2.0], [3.0, 4.0]]""","""[[1.0, 2.0]]""",-inf\r\n',
    );
  });

  test('stand between separators of choice', async () => {
    const path = inNewFolder();
    const logger = new CSVLogger(path, { separator: ';' });
    await feedEpochs([adds(() => ({ note: 'a;b' })), logger], compiledModel(), [{ val_loss: 0.5 }]);
    expect(read(path)).toBe('epoch;note;val_loss\r\n0;"a;b";0.5\r\n');
  });
});

describe('metrics of other callbacks', () => {
  test('are in the row, wherever this one stands', async () => {
    const [before, behind] = [inNewFolder(), inNewFolder()];
    const rates = adds((epoch) => ({ learning_rate: 0.1 / (epoch + 1) }));
    const callbacks = [new CSVLogger(before), rates, new CSVLogger(behind)];
    await feedEpochs(callbacks, compiledModel(), LOSSES);
    expect(read(before)).toBe(
      'epoch,learning_rate,loss,val_learning_rate,val_loss\r\n' +
        '0,0.1,3.0,NA,NA\r\n1,0.05,2.0,NA,NA\r\n2,0.03333333333333333,1.0,NA,NA\r\n',
    );
    expect(read(before)).toBe(read(behind));
  });

  test('are not waited for: the row is there when its epoch ends', async () => {
    const path = inNewFolder();
    const seen: string[] = [];
    const look = adds(() => {
      seen.push(read(path));
      return { late: 1 };
    });
    await feedEpochs([new CSVLogger(path), look], compiledModel(), LOSSES.slice(0, 2));
    expect(seen).toEqual([
      'epoch,loss,val_loss\r\n0,3.0,NA\r\n',
      'epoch,late,loss,val_late,val_loss\r\n0,1.0,3.0,NA,NA\r\n1,NA,2.0,NA,NA\r\n',
    ]);
    expect(read(path)).toBe('epoch,late,loss,val_late,val_loss\r\n0,1.0,3.0,NA,NA\r\n1,1.0,2.0,NA,NA\r\n');
  });

  test('that appear later get a column, and NA in the rows before', async () => {
    const path = inNewFolder();
    await feedEpochs(
      [adds((epoch) => (epoch === 1 ? { val_ema_loss: 5, ema: 4 } : {})), new CSVLogger(path)],
      compiledModel(),
      LOSSES.map(({ loss }) => ({ loss, val_loss: loss })),
    );
    expect(read(path)).toBe(
      'epoch,loss,val_loss,ema,val_ema_loss\r\n0,3.0,3.0,NA,NA\r\n1,2.0,2.0,4.0,5.0\r\n2,1.0,1.0,NA,NA\r\n',
    );
  });
});

describe('files', () => {
  test('what was there is replaced when the first epoch ends, not before', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const path = inNewFolder();
    writeFileSync(path, 'no log at all');
    const logger = new CSVLogger(path);
    const model = compiledModel();
    logger.setModel(model);
    await logger.onTrainBegin();
    await logger.onEpochBegin(0);
    expect(read(path)).toBe('no log at all');
    await logger.onEpochEnd(0, { loss: 1 });
    expect(read(path)).toBe('epoch,loss,val_loss\r\n0,1.0,NA\r\n');
    await logger.onTrainEnd();
    expect(warn).not.toHaveBeenCalled();
  });

  test('a row is added at the end of the file, which then stays the same', async () => {
    const path = inNewFolder();
    const files: number[] = [];
    const look = adds(() => {
      files.push(statSync(path).ino);
      return {};
    });
    await feedEpochs([new CSVLogger(path), look], compiledModel(), LOSSES);
    expect(files).toEqual(Array(3).fill(files[0]));
  });

  test('a second fit of one instance writes its file anew', async () => {
    const path = inNewFolder();
    const logger = new CSVLogger(path);
    await feedEpochs(logger, compiledModel(), LOSSES);
    await feedEpochs(logger, compiledModel(), [{ val_loss: 9 }]);
    expect(read(path)).toBe('epoch,val_loss\r\n0,9.0\r\n');
  });

  test('a path below a file is an error before training', async () => {
    const file = inNewFolder('file');
    writeFileSync(file, '');
    const path = join(file, 'log.csv');
    const logger = new CSVLogger(path);
    logger.setModel(compiledModel());
    await expect(logger.onTrainBegin()).rejects.toThrow(
      new Error(
        `CSVLogger: cannot write to "${path}" (EEXIST: file already exists, mkdir '${file}'). ` +
          'Mend that, or pass another filename.',
      ),
    );
  });

  test('a directory is an error before training, and harms nothing', async () => {
    const path = inNewFolder();
    mkdirSync(path);
    for (const append of [false, true]) {
      const training = feedEpochs(new CSVLogger(path, { append }), compiledModel(), LOSSES);
      await expect(training).rejects.toThrow(
        `CSVLogger: cannot write to "${path}" (log.csv is not a file). Mend that, or pass another filename.`,
      );
    }
    expect(existsSync(path)).toBe(true);
  });

  test('a link that leads nowhere, as /dev/stdout does where the output is a pipe, is an error and stays', async () => {
    const path = inNewFolder();
    symlinkSync(`${path}.gone`, path);
    for (const append of [false, true]) {
      const training = feedEpochs(new CSVLogger(path, { append }), compiledModel(), LOSSES);
      await expect(training).rejects.toThrow(
        `CSVLogger: cannot write to "${path}" (log.csv is a link that leads nowhere). Mend that, or pass another filename.`,
      );
    }
    expect(readlinkSync(path)).toBe(`${path}.gone`);
  });

  test('a path that steers a terminal is shown as it is written', async () => {
    const path = join(temporaryDirectory(), '\u001b[2J\n');
    mkdirSync(path);
    await expect(feedEpochs(new CSVLogger(path), compiledModel(), LOSSES)).rejects.toThrow(
      /^CSVLogger: cannot write to ".+\/\\u\{1b\}\[2J\\u\{a\}" \(.+ is not a file\)\. .+\.$/,
    );
  });

  const LEFT = 'epoch,loss,val_loss\r\n0,3.0,NA\r\n'.length;
  const changed = (path: string, bytes: number) =>
    `CSVLogger: cannot write to "${path}" (somebody else has changed it: ` +
    `it has ${bytes} bytes, and ${LEFT} were left in it). Mend that, or pass another filename.`;

  test('of two writers the one that comes too late says so, and harms nothing', async () => {
    const path = inNewFolder();
    const other = adds((epoch) => {
      if (epoch === 0) writeFileSync(path, 'somebody else');
      return {};
    });
    const training = feedEpochs([new CSVLogger(path), other], compiledModel(), LOSSES);
    await expect(training).rejects.toThrow(new Error(changed(path, 13)));
    expect(read(path)).toBe('somebody else');
  });

  test('the same of a row that needs the whole file to be written', async () => {
    const path = inNewFolder();
    const other = adds((epoch) => {
      if (epoch === 0) writeFileSync(path, 'somebody else');
      return { late: 1 };
    });
    const training = feedEpochs([new CSVLogger(path), other], compiledModel(), LOSSES);
    await expect(training).rejects.toThrow(new Error(changed(path, 13)));
    expect(read(path)).toBe('somebody else');
  });

  test("onError: 'warn' goes on, and brings the missing rows along as soon as it can", async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const path = inNewFolder();
    const other = adds((epoch) => {
      if (epoch === 0) writeFileSync(path, 'somebody else');
      return {};
    });
    await feedEpochs([new CSVLogger(path, { onError: 'warn' }), other], compiledModel(), LOSSES);
    expect(warn.mock.calls).toEqual([
      [`${changed(path, 13)} Training goes on; the next row that can be written brings the missing ones along.`],
    ]);
    expect(read(path)).toBe('epoch,loss,val_loss\r\n0,3.0,NA\r\n1,2.0,NA\r\n2,1.0,NA\r\n');
  });

  test.each([
    [1, 'has the missing rows when training ends', /^epoch,loss,val_loss\r\n0,3\.0,NA\r\n1,2\.0,NA\r\n2,1\.0,NA\r\n$/],
    [2, 'is left alone by a row that was written before', /^somebody else$/],
  ])('a file that is changed in epoch %i %s', async (changedIn, _, left) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const path = inNewFolder();
    const other = adds((epoch) => {
      if (epoch === changedIn) writeFileSync(path, 'somebody else');
      return {};
    });
    await feedEpochs([new CSVLogger(path, { onError: 'warn' }), other], compiledModel(), LOSSES);
    expect(warn).toHaveBeenCalledTimes(2 - changedIn);
    expect(read(path)).toMatch(left);
  });

  test('rows that cannot be written to the end are missing, and a warning says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const path = inNewFolder();
    const other = adds((epoch) => {
      if (epoch === 1) rmSync(path);
      if (epoch === 1) mkdirSync(path);
      return {};
    });
    await feedEpochs([new CSVLogger(path, { onError: 'warn' }), other], compiledModel(), LOSSES);
    const endings = warn.mock.calls.map(([message]) => String(message).split(' another filename. ')[1]);
    expect(endings).toEqual([
      'Training goes on; the next row that can be written brings the missing ones along.',
      'Training is over, and rows are missing in it.',
    ]);
  });

  test.each([false, true])('that are read-only are an error before training, with append %s', async (append) => {
    const path = inNewFolder();
    const text = 'epoch,loss\r\n0,3.0\r\n';
    writeFileSync(path, text);
    chmodSync(path, 0o444);
    chmodSync(join(path, '..'), 0o777);
    const logger = new CSVLogger(path, { append });
    logger.setModel(compiledModel());
    await asUser(async () => {
      await expect(logger.onTrainBegin()).rejects.toThrow(/^CSVLogger: cannot write to ".+" \(E(ACCES|PERM): /);
    });
    expect(read(path)).toBe(text);
  });
});
