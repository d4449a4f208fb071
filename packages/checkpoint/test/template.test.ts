import { type RecordedTemplate, readTemplates } from '@cb-tooling/keras-oracle';
import { describe, expect, test } from 'vitest';
import { formatFilepath, ModelCheckpoint } from '../src/index.js';

const { cases, oracles, python } = readTemplates(new URL('fixtures/', import.meta.url));

function fill({ template, epoch, batch, logs }: RecordedTemplate): string {
  return formatFilepath(template, { epoch, batch: batch ?? undefined, logs });
}

describe(`str.format of Python ${python}, as ${oracles.join(' and ')} call it`, () => {
  const filled = cases.filter(({ expected, refused }) => expected !== undefined && !refused);
  test.each(filled)('$id $template is $expected', (one) => {
    expect(fill(one)).toBe(one.expected);
  });

  const unfilled = cases.filter((one) => !filled.includes(one));
  test.each(unfilled)('$id $template is refused', (one) => {
    expect(() => fill(one)).toThrow(/^ModelCheckpoint: (option `filepath` is|cannot fill)/);
  });

  const aboutSpecs = /not allowed|annot specify|decimal digits|format code|missing precision|specifier '[^{]/;
  const inPythonsWords = unfilled.filter(({ error, refused }) => !refused && aboutSpecs.test(error?.message ?? ''));
  test.each(inPythonsWords)('$id $template is refused in the words of Python', (one) => {
    expect(() => fill(one)).toThrow(one.error?.message.replace(/\.$/, ''));
  });
});

describe('names', () => {
  test('epoch and batch count from 1, whatever logs hold', () => {
    const moment = { epoch: 4, batch: 0, logs: { epoch: 9, batch: 7 } };
    expect(formatFilepath('{epoch:02d}-{batch:04d}', moment)).toBe('05-0001');
  });

  test('a validation metric without validation names the remedy', () => {
    expect(() => formatFilepath('{val_loss:.2f}', { epoch: 0, logs: { loss: 1, acc: 0.5 } })).toThrow(
      'ModelCheckpoint: cannot fill `{val_loss}` in `filepath`, because epoch 1 reported only loss, acc. ' +
        'Pass `validationData` to fit(), or use one of those names.',
    );
  });

  test('another unknown name lists the names that there are', () => {
    expect(() => formatFilepath('{f1:.2f}', { epoch: 2, logs: { loss: 1, val_loss: 1 } })).toThrow(
      'ModelCheckpoint: cannot fill `{f1}` in `filepath`, because epoch 3 reported only loss, val_loss. ' +
        'Use one of those names, or `{epoch}`.',
    );
  });

  test('without metrics only the epoch can be used', () => {
    expect(() => formatFilepath('{acc}', { epoch: 0 })).toThrow(
      'ModelCheckpoint: cannot fill `{acc}` in `filepath`, because epoch 1 reported nothing. ' +
        'Use one of those names, or `{epoch}`.',
    );
  });

  test('a value is escaped in a file URL, where a percent sign means something', () => {
    expect(formatFilepath('file:///runs/{acc:.1%}', { epoch: 0, logs: { acc: 0.9 } })).toBe('file:///runs/90.0%25');
  });
});

describe('a malformed template is refused before training', () => {
  const remedy =
    "Pass a template of Python's str.format, such as 'weights.{epoch:02d}-{val_loss:.2f}'; {{ and }} are braces.";

  test.each([
    ['{val_loss', 'A single `{` opens or closes nothing.'],
    ['{}', '`{}` is not the name of a metric, `epoch` or `batch`.'],
    ['{0:d}', '`{0:d}` is not the name of a metric, `epoch` or `batch`.'],
    ['{epoch.real}', '`{epoch.real}` is not the name of a metric, `epoch` or `batch`.'],
    ['{epoch!x}', '`{epoch!x}`: Unknown conversion specifier x.'],
    ['{loss:02d}', "`{loss:02d}`: Unknown format code 'd' for object of type 'float'."],
    ['{epoch:.2d}', '`{epoch:.2d}`: Precision not allowed in integer format specifier.'],
    ['{loss:.99999f}', '`{loss:.99999f}`: Too many decimal digits in format string.'],
  ])('%s', (template, fault) => {
    expect(() => new ModelCheckpoint(template)).toThrow(
      `ModelCheckpoint: option \`filepath\` is "${template}". ${fault} ${remedy}`,
    );
  });
});

describe('a wrong argument of formatFilepath', () => {
  const wrong: [string, unknown, unknown, string][] = [
    ['no template', undefined, { epoch: 0 }, "`template` is undefined. Pass a text, such as 'weights.{epoch:02d}'."],
    ['no moment', 'a', undefined, '`epoch` is undefined. Pass a whole number, 0 or more, as hooks count.'],
    ['an epoch below 0', 'a', { epoch: -1 }, '`epoch` is -1. Pass a whole number, 0 or more, as hooks count.'],
    ['half an epoch', 'a', { epoch: 0.5 }, '`epoch` is 0.5. Pass a whole number, 0 or more, as hooks count.'],
    [
      'a batch that is text',
      'a',
      { epoch: 0, batch: '1' },
      '`batch` is "1". Pass a whole number, 0 or more, as hooks count.',
    ],
    [
      'a batch that is NaN',
      'a',
      { epoch: 0, batch: Number.NaN },
      '`batch` is NaN. Pass a whole number, 0 or more, as hooks count.',
    ],
    ['a metric that is text', 'a', { epoch: 0, logs: { loss: '1' } }, '`logs.loss` is "1". Pass a number.'],
  ];
  test.each(wrong)('%s is refused', (_, template, moment, message) => {
    expect(() => formatFilepath(template as never, moment as never)).toThrow(`formatFilepath: option ${message}`);
  });
});
