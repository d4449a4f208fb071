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

  test('suggests the name that was meant', () => {
    const strict = new MonitoredMetric('Stopper', 'val_accuracy', true);
    expect(() => strict.begin({ metrics: ['loss', 'acc', 'val_loss', 'val_acc'] })).toThrow(
      new RangeError('Stopper: option `monitor` is "val_accuracy". Did you mean `val_acc`?'),
    );
  });

  test('waits for a name that another callback may add until the first epoch ends', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_ema_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1, val_ema_loss: 2 })).toBe(2);
    expect(await metric.read(1, { loss: 1 })).toBeUndefined();
    expect(await metric.read(2, { loss: 1 })).toBeUndefined();
    expect(warned()).toEqual([
      'Stopper: option `monitor` is "val_ema_loss". Epoch 2 reported loss: pass one of these, or add the metric in ' +
        'compile().',
    ]);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    await expect(metric.read(0, undefined)).rejects.toThrow(
      new RangeError(
        'Stopper: option `monitor` is "val_ema_loss". Epoch 1 reported nothing: pass one of these, or add the metric ' +
          'in compile().',
      ),
    );
  });

  test('says nothing about an epoch that was stopped in the middle', async () => {
    const warned = warnings();
    const metric = new MonitoredMetric('Stopper', 'val_loss', true);
    metric.begin({ metrics: ['loss', 'val_loss'] });
    expect(await metric.read(0, { loss: 1 }, true)).toBeUndefined();
    expect(warned()).toEqual([]);
  });
});
