import '@cb-tooling/backend';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { MonitoredMetric } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('MonitoredMetric', () => {
  const warnings = () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    return () => warn.mock.calls.map(([message]) => message);
  };

  test('says before training that a fit has no validation', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_loss');
    metric.begin({ metrics: ['loss', 'acc'] });
    expect(await metric.read(0, { loss: 1, acc: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_loss". This fit has no validation. ' +
        'Pass `validationData` or `validationSplit` to fit().',
    ]);
    expect(() => new MonitoredMetric('Stopper', 'val_loss', true).begin({ metrics: ['loss'] })).toThrow(RangeError);
  });

  test('says that a validation metric of a model with several outputs is not what its name says', () => {
    const warned = warnings();
    const metrics = ['loss', 'a_loss', 'b_loss', 'val_loss', 'val_a_loss', 'val_b_loss'];
    const [one, two] = [{ outputs: [0] }, { outputs: [0, 1] }];
    new MonitoredMetric('Stopper', 'val_loss').begin({ metrics }, one);
    new MonitoredMetric('Stopper', 'a_loss').begin({ metrics }, two);
    new MonitoredMetric('Stopper', 'val_ema_loss').begin({ metrics }, two);
    new MonitoredMetric('Stopper', 'val_loss').begin({ metrics, unfinished: true }, two);
    expect(warned()).toEqual([]);
    new MonitoredMetric('Stopper', 'val_loss').begin({ metrics }, two);
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_loss". Of a model with several outputs TensorFlow.js reports what it validates ' +
        'under wrong names: `val_loss` is the loss of the first output. Monitor a metric without `val_`, or evaluate the ' +
        'model yourself.',
    ]);
    expect(() => new MonitoredMetric('Stopper', 'val_loss', true).begin({ metrics }, two)).toThrow(RangeError);
  });

  test('suggests the name that was meant', () => {
    const strict = new MonitoredMetric('Stopper', 'val_accuracy', true);
    expect(() => strict.begin({ metrics: ['loss', 'acc', 'val_loss', 'val_acc'] })).toThrow(
      new RangeError('Stopper: option `monitor` is "val_accuracy". Did you mean `val_acc`?'),
    );
  });

  test('suggests it in a fit without validation too', () => {
    const strict = new MonitoredMetric('Stopper', 'accuracy', true);
    expect(() => strict.begin({ metrics: ['loss', 'acc'], doValidation: false })).toThrow(
      new RangeError('Stopper: option `monitor` is "accuracy". Did you mean `acc`?'),
    );
  });

  test('another spelling of a metric that a fit without validation has asks for validation, not for the spelling', () => {
    const strict = new MonitoredMetric('Stopper', 'val_accuracy', true);
    expect(() => strict.begin({ metrics: ['loss', 'acc'], doValidation: false })).toThrow('has no validation');
  });

  test('a name close to another may yet come; when it does not, the other is suggested', async () => {
    const strict = new MonitoredMetric('Stopper', 'val_auc', true);
    strict.begin({ metrics: ['loss', 'acc', 'val_loss', 'val_acc'], doValidation: true });
    await expect(strict.read(0, { val_acc: 1 })).rejects.toThrow(
      'Stopper: option `monitor` is "val_auc". Epoch 1 reported only val_acc. Did you mean `val_acc`?',
    );
    expect(await strict.read(0, { val_auc: 0.5 })).toBe(0.5);
  });

  test('goes on from what another has seen and said', async () => {
    const warned = warnings();
    const first = new MonitoredMetric('Stopper', 'ema_loss', true);
    await first.read(0, { ema_loss: 1 });
    const second = new MonitoredMetric('Stopper', 'ema_loss', true);
    second.resume(first.save());
    expect(await second.read(1, { loss: 1 })).toBeUndefined();
    expect(warned()).toHaveLength(1);
    const third = new MonitoredMetric('Stopper', 'ema_loss', true);
    third.resume(second.save());
    expect(await third.read(2, { loss: 1 })).toBeUndefined();
    expect(warned()).toHaveLength(1);
    third.resume(undefined);
    await expect(third.read(2, { loss: 1 })).rejects.toThrow(RangeError);
  });

  test('waits for a name that another callback may add until the first epoch ends', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_ema_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1, val_ema_loss: 2 })).toBe(2);
    expect(await metric.read(1, { loss: 1 })).toBeUndefined();
    expect(await metric.read(2, { loss: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_ema_loss". Epoch 2 reported only loss. Pass one of these, or add the ' +
        'metric in compile().',
    ]);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    await expect(metric.read(0, undefined)).rejects.toThrow(
      new RangeError(
        'Stopper: option `monitor` is "val_ema_loss". Epoch 1 reported nothing. Pass one of these, or add the ' +
          'metric in compile().',
      ),
    );
  });

  test('names all that an epoch reported, in the first epoch it is asked about', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'ema_loss');
    expect(await metric.read(2, { loss: 1, acc: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "ema_loss". Epoch 3 reported only loss, acc. Pass one of these, or add ' +
        'the metric in compile().',
    ]);
    await expect(new MonitoredMetric('Stopper', 'ema_loss', true).read(0, { loss: 1 })).rejects.toThrow(RangeError);
  });

  test.each([
    ['ema_loss', undefined],
    ['ema_loss', {}],
    ['ema_loss', { metrics: ['loss'] }],
    ['val_ema_loss', { metrics: ['loss'] }],
    ['my_val_loss', { metrics: ['my_loss'] }],
    ['val_loss', { metrics: ['loss'], doValidation: true }],
  ])('knows nothing of %s before training from %j', (name, params) => {
    const warned = warnings();
    new MonitoredMetric('Stopper', name, true).begin(params);
    expect(warned()).toEqual([]);
  });

  test('says nothing about an epoch that was stopped in the middle', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1 }, true)).toBeUndefined();
    expect(warned()).toEqual([]);
  });
});
