// @ts-check
import { expect, test } from 'vitest';
import { drawCurves } from '../src/curves.js';

/** @param {string} svg the points of each line, as numbers */
function lines(svg) {
  return Array.from(svg.matchAll(/points="([^"]*)"/g), ([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
}

test('both losses have a point for each epoch, the rate a step where it changes', () => {
  const svg = drawCurves({ loss: [1, 0.1, 0.01], val_loss: [1, 0.1, 0.1], learning_rate: [0.1, 0.1, 0.01] }, 1);
  const [loss, validation, rate] = lines(svg);
  expect(loss).toEqual([
    [60, 50],
    [375, 155],
    [690, 260],
  ]);
  expect(validation).toEqual([
    [60, 50],
    [375, 155],
    [690, 155],
  ]);
  expect(rate).toEqual([
    [60, 300],
    [375, 300],
    [375, 300],
    [690, 300],
    [690, 355],
  ]);
  expect(svg).toContain('>best epoch: 2</text>');
  expect(svg).toContain('>learning rate: 0.1 to 0.01</text>');
});

test('one epoch and a loss that is no number are drawn as far as they go', () => {
  const svg = drawCurves({ loss: [0.5, Number.NaN], val_loss: [0.4, Number.NaN], learning_rate: [0.1, 0.1] });
  expect(svg).not.toContain('NaN');
  expect(svg).not.toContain('best epoch');
  expect(lines(svg)[0]).toEqual([[60, 50]]);
  expect(drawCurves({ loss: [0.5], val_loss: [0.4], learning_rate: [0.1] }, 0)).not.toMatch(/NaN|Infinity|undefined/);
});
