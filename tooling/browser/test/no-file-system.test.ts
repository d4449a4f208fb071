import { describe, expect } from 'vitest';
import { whySkipped } from '../chromium.js';
import { test } from '../src/test.js';

describe.skipIf(whySkipped())('what needs files', () => {
  test('says that a browser has no file system', async ({ tab }) => {
    const messages = await tab.run(async (lab) => {
      const uses: Record<string, () => unknown> = {
        'new ModelCheckpoint()': () => new lab.ModelCheckpoint('checkpoints/{epoch}'),
        'new ModelCheckpoint() with a URL': () => new lab.ModelCheckpoint('file:///checkpoints/best'),
        'new BackupAndRestore()': () => new lab.BackupAndRestore('backup'),
        'fileHandler()': () => lab.fileHandler('model'),
        'loadModel()': () => lab.loadModel('model'),
        'loadWeights()': () => lab.loadWeights(lab.toyModel(), 'model'),
        'latestCheckpoint()': () => lab.latestCheckpoint('checkpoints'),
        'bestCheckpoint()': () => lab.bestCheckpoint('checkpoints'),
        'a fit with TensorBoard': () => lab.train(lab.toyModel(), 1, [new lab.TensorBoard()]),
        'a SummaryWriter': () => new lab.SummaryWriter('logs').flush(),
        'openDirectory()': () => lab.openDirectory('files'),
        'createAppendFile()': () => lab.createAppendFile('files', () => 'log'),
      };
      const messages: [string, string][] = [];
      for (const [name, use] of Object.entries(uses)) {
        const message = await new Promise((resolve) => resolve(use())).then(
          () => 'nothing',
          (error) => error.message,
        );
        messages.push([name, message]);
      }
      return messages;
    });
    expect(messages).toHaveLength(12);
    for (const [name, message] of messages) expect.soft(message, name).toContain('a browser has no file system');
  });
});
