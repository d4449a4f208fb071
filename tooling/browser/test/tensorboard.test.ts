import { describe, expect } from 'vitest';
import { readEvents } from '../../../packages/tensorboard/test/read-events.js';
import { whySkipped } from '../chromium.js';
import { test } from '../src/test.js';

/** What the curve `loss` has in event files that came out of the page. */
function lossIn(files: number[][]): number[] {
  const events = files.flatMap((bytes) => readEvents(Uint8Array.from(bytes)));
  return events.flatMap(({ scalar }) => (scalar?.tag === 'loss' ? [scalar.value] : []));
}

describe.skipIf(whySkipped())('TensorBoard in a browser', () => {
  test('a fit fills a memory sink, which has the file to download', async ({ tab }) => {
    const { names, download } = await tab.run(async (lab) => {
      const sink = lab.memorySink();
      await lab.train(lab.toyModel(), 2, [new lab.TensorBoard({ logDir: sink })]);
      const { name, size } = sink.download();
      return { names: Object.keys(sink.files()), download: { name, size } };
    });
    expect(names).toEqual([expect.stringMatching(/^train\/events\.out\.tfevents\.\d+\.browser\.0\.0$/)]);
    expect(download).toEqual({ name: names[0]?.replace('train/', ''), size: expect.any(Number) });
    expect(download.size).toBeGreaterThan(500);
  });

  test('the origin private file system keeps event files when the page is loaded again', async ({ tab }) => {
    await tab.run(async (lab) => {
      const writer = new lab.SummaryWriter(lab.opfsSink('logs/page'));
      for (const step of [0, 1]) {
        writer.scalar('loss', step, step);
        await writer.flush();
      }
      await writer.embedding('points', { vectors: new Float32Array([1, 2]), dimensions: 2 });
    });
    await tab.load();
    const files = await tab.run(async (lab) => {
      const writer = new lab.SummaryWriter(lab.opfsSink('logs/page'));
      writer.scalar('loss', 2, 2);
      await writer.close();
      return lab.filesInPrivateFolder('logs', 'page');
    });
    expect(lossIn(files.filter(({ name }) => name.includes('tfevents')).map(({ bytes }) => bytes))).toEqual([0, 1, 2]);
    expect(files.map(({ name }) => name).filter((name) => !name.includes('tfevents'))).toEqual([
      'points.tsv',
      'projector_config.pbtxt',
    ]);
  });

  test('a worker adds to its file there', async ({ tab }) => {
    const files = await tab.run(async (lab) => {
      const code = `import { opfsSink, SummaryWriter } from '${location.origin}/lab.js';
        const writer = new SummaryWriter(opfsSink('logs/worker'));
        for (let step = 0; step < 3; step++) {
          writer.scalar('loss', step, step);
          await writer.flush();
        }
        await writer.close();
        postMessage('done');`;
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      const worker = new Worker(url, { type: 'module' });
      await new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = (event) => reject(new Error(event.message));
      });
      return lab.filesInPrivateFolder('logs', 'worker');
    });
    expect(lossIn(files.map(({ bytes }) => bytes))).toEqual([0, 1, 2]);
  });
});
