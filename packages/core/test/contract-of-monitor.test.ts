import '@cb-tooling/backend';
import { expect, test } from 'vitest';
import { Callback, type Logs, MonitoredMetric, OptionReader, readMetrics } from '../src/index.js';
import { faultOf } from './rules.js';

const rule = 'a monitor that does not come is one warning, with strict an error';

interface WatcherOptions {
  monitor?: string;
  strict?: boolean;
}

class Watcher extends Callback {
  readonly monitor: string;
  readonly strict: boolean;
  protected metric: MonitoredMetric;

  constructor(options?: object) {
    super();
    const read = new OptionReader<WatcherOptions>('Watcher', options);
    this.monitor = read.string('monitor', 'val_loss');
    this.strict = read.flag('strict', false);
    this.metric = new MonitoredMetric('Watcher', this.monitor, this.strict);
    read.done();
  }

  override async onTrainBegin() {
    this.metric.begin(this.params);
  }

  override async onEpochEnd(epoch: number, logs?: Logs) {
    await this.metric.read(epoch, logs);
  }
}

const warning =
  'Watcher: option `monitor` is "val_loss". This fit has no validation. Pass `validationData` or `validationSplit` to fit().';

test('a callback that says what is missing passes, and console.warn is as it was', async () => {
  const { warn } = console;
  expect(await faultOf(rule, (options) => new Watcher({ monitor: 'loss', ...options }))).toBeUndefined();
  expect(console.warn).toBe(warn);
});

test('a callback that needs the other metrics, and misses its own only when that has come before, passes', async () => {
  class Late extends Watcher {
    #came = false;
    override async onEpochEnd(epoch: number, logs?: Logs) {
      const { loss, val_loss } = await readMetrics(logs);
      if (loss === undefined) throw new Error('no loss');
      this.#came ||= val_loss !== undefined;
      if (this.#came) await super.onEpochEnd(epoch, logs);
    }
  }
  expect(await faultOf(rule, (options) => new Late(options))).toBeUndefined();
});

test('a callback that takes no monitor passes', async () => {
  class Plain extends Callback {
    constructor(options?: object) {
      super();
      new OptionReader('Plain', options).done();
    }
  }
  expect(await faultOf(rule, (options) => new Plain(options))).toBeUndefined();
});

test('a callback that says nothing before training', async () => {
  class Faulty extends Watcher {
    override async onTrainBegin() {}
  }
  const { warn } = console;
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    'With the monitor val_loss it warned 0 times before a fit that reports loss and acc:',
  );
  expect(console.warn).toBe(warn);
});

test('a callback that says it twice', async () => {
  class Faulty extends Watcher {
    override async onTrainBegin() {
      for (let time = 0; time < 2; time++) this.metric.begin(this.params);
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    `With the monitor val_loss it warned 2 times before a fit that reports loss and acc:\n${warning}\n${warning}`,
  );
});

test('a callback that does not say which metric', async () => {
  class Faulty extends Watcher {
    override async onTrainBegin() {
      console.warn('a metric is missing');
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    'With the monitor val_loss it warned 1 times before a fit that reports loss and acc:\na metric is missing',
  );
});

test('a callback that knows another spelling to be none', async () => {
  class Faulty extends Watcher {
    override async onTrainBegin() {
      if (this.monitor.startsWith('val_')) await super.onTrainBegin();
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    'With the monitor accuracy it warned 0 times before a fit that reports loss and acc:',
  );
});

test.each([
  ['does not know strict', () => {}, 'no error'],
  ['gives another error', () => Promise.reject(new Error('no metric')), 'no metric'],
])('a callback that %s', async (_fault, onStrict, gave) => {
  class Faulty extends Watcher {
    override async onTrainBegin() {
      if (this.strict) await onStrict();
      else await super.onTrainBegin();
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    `With strict: true and the monitor val_loss its onTrainBegin gave: ${gave}`,
  );
});

test('a callback that says nothing of an epoch without the metric', async () => {
  class Faulty extends Watcher {
    override async onEpochEnd(_epoch: number, logs?: Logs) {
      await readMetrics(logs);
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    'With the monitor val_loss it warned 0 times of two epochs without it, in its first fit:',
  );
});

test('a callback that says it in its first fit only', async () => {
  class Faulty extends Watcher {
    #begun = false;
    override async onTrainBegin() {
      if (!this.#begun) await super.onTrainBegin();
      this.#begun = true;
    }
  }
  expect(await faultOf(rule, (options) => new Faulty(options))).toBe(
    'With the monitor val_loss it warned 0 times of two epochs without it, in its second fit:',
  );
});
