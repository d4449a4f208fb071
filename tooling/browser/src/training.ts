import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { readEvents } from '../../../packages/tensorboard/test/read-events.js';
import type { Report } from '../application/train.js';

/** The folder of an application as somebody would write it. */
export const APPLICATION = fileURLToPath(new URL('../application', import.meta.url));

/** Opens a page of the application, in which a click may have to start the training. */
export async function open(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** What a page of the application writes when its training is over. */
export async function outputOf(page: Page): Promise<unknown> {
  return JSON.parse((await page.locator('output:not(:empty)').textContent()) as string);
}

/** That every callback did its part. On the CPU it is the same wherever the application runs. */
export function expectTraining({ predictions, eventFiles, ...decisions }: Report): void {
  expect(decisions).toEqual({
    stopReason: {
      kind: 'patience',
      epoch: 5,
      metric: 'val_loss',
      value: expect.closeTo(0.954, 3),
      best: expect.closeTo(0.933, 3),
    },
    learningRates: [0.02, 0.02, 0.01, 0.01, 0.01, 0.005],
    bestPath: 'epoch-04',
    saved: ['indexeddb://epoch-04'],
  });
  expect(predictions.loaded).toHaveLength(1024);
  expect(predictions.loaded).toEqual(predictions.trained);
  expect(eventFiles.map(pointsOf)).toEqual([
    { epoch_learning_rate: 6, epoch_loss: 6 },
    { epoch_loss: 6, evaluation_loss_vs_iterations: 6 },
  ]);
}

/** How many points each curve of an event file has. */
function pointsOf(bytes: number[]): Record<string, number> {
  const points: Record<string, number> = {};
  for (const { scalar } of readEvents(Uint8Array.from(bytes))) {
    if (scalar) points[scalar.tag] = (points[scalar.tag] ?? 0) + 1;
  }
  return points;
}
