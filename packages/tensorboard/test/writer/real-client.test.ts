import '@cb-tooling/backend';
import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { beforeEach, describe, expect, test } from 'vitest';
import { SummaryWriter } from '../../src/writer.js';
import { needsTensorBoard } from '../python.js';
import { readValues } from '../read-events.js';
import { LOADERS, serve } from '../serve.js';
import { temporaryDirectory } from '../temporary-directory.js';
import { branched, chain, edgesOf, nested, shared } from './graphs.js';

beforeEach(needsTensorBoard);

describe.each(LOADERS)('TensorBoard with its %s loader', (_loader, options) => {
  /** Logs into a directory, and asks TensorBoard about it until it knows as much as is expected. */
  async function ask(log: (writer: SummaryWriter, logDir: string) => void | Promise<void>) {
    const logDir = temporaryDirectory();
    const writer = new SummaryWriter(`${logDir}/run`);
    await log(writer, logDir);
    await writer.close();
    const address = await serve(logDir, options);
    const request = (path: string, init?: RequestInit) => fetch(`${address}/data/plugin/${path}`, init);
    return {
      directory: `${logDir}/run`,
      request,
      json: async (path: string, init?: RequestInit) => (await request(path, init)).json(),
      /** Resolves when the plugin has said something of the run. */
      ready: (path: string) =>
        expect.poll(async () => JSON.stringify(await (await request(path)).json()), POLL).toContain('run'),
    };
  }

  test('shows scalars, and curves in groups, with their times', async () => {
    const client = await ask((writer) => {
      writer.scalar('größe/α', 0.5, 1, { wallTime: 1_700_000_000.5 });
      writer.scalars('loss', { train: 1, test: Number.NaN }, 2 ** 40);
      writer.scalar('//a\nb', 3, 0);
    });
    await client.ready('scalars/tags');
    expect(Object.keys((await client.json('scalars/tags')).run).sort()).toEqual([
      'a_b',
      'größe/α',
      'loss/test',
      'loss/train',
    ]);
    const curve = (tag: string) => client.json(`scalars/scalars?run=run&tag=${encodeURIComponent(tag)}`);
    expect(await curve('größe/α')).toEqual([[1_700_000_000.5, 1, 0.5]]);
    expect(await curve('loss/train')).toEqual([[expect.any(Number), 2 ** 40, 1]]);
    expect(await curve('loss/test')).toEqual([[expect.any(Number), 2 ** 40, 'NaN']]);
  });

  test('shows histograms, and the distributions that it makes of them', async () => {
    const client = await ask(async (writer) => {
      await writer.histogram(
        'weights',
        tensor2d([
          [1, 2, 2],
          [3, 4, Number.NaN],
        ]),
        5,
        { buckets: 3 },
      );
      await writer.histogram('weights', new Float32Array([7, 7]), 6, { buckets: 3 });
      await writer.histogram('weights', [], 7, { buckets: 3 });
    });
    await client.ready('histograms/tags');
    const served: [number, number, number[][]][] = await client.json('histograms/histograms?run=run&tag=weights');
    expect(served.map(([, step, buckets]) => [step, buckets.flat()])).toEqual(
      readValues(client.directory).map(({ step, numbers }) => [step, numbers]),
    );
    expect(served[0]?.[2]).toEqual([
      [1, 2, 1],
      [2, 3, 2],
      [3, 4, 2],
    ]);
    const distributions = await client.json('distributions/distributions?run=run&tag=weights');
    expect(distributions.map(([, step]: [number, number]) => step)).toEqual([5, 6, 7]);
    expect(await client.json('scalars/scalars?run=run&tag=weights/nan')).toEqual([[expect.any(Number), 5, 1]]);
  });

  test('shows images, pixel by pixel', async () => {
    const pixels = Array.from({ length: 2 * 2 * 3 * 3 }, (_, index) => (index * 7) / 255);
    const client = await ask(async (writer) => {
      const images = tensor4d(pixels, [2, 2, 3, 3]);
      await writer.image('tensors', images, 3, { description: '**two**' });
      await writer.image('raw', { width: 2, height: 1, data: new Uint8Array([0, 200]) }, 4);
    });
    await client.ready('images/tags');
    const [run] = Object.values(await client.json('images/tags'));
    expect(run).toEqual({
      tensors: { displayName: '', description: '<p><strong>two</strong></p>', samples: 2 },
      raw: { displayName: '', description: '', samples: 1 },
    });
    const image = async (tag: string, sample: number) => {
      const [{ step, query }] = await client.json(`images/images?run=run&tag=${tag}&sample=${sample}`);
      const png = await (await client.request(`images/individualImage?${query}`)).arrayBuffer();
      const { width, height, channels, data } = decode(png);
      return { step, width, height, channels, data: [...data] };
    };
    const bytes = pixels.map((_, index) => index * 7);
    const size = { step: 3, width: 3, height: 2, channels: 3 };
    expect(await image('tensors', 0)).toEqual({ ...size, data: bytes.slice(0, 18) });
    expect(await image('tensors', 1)).toEqual({ ...size, data: bytes.slice(18) });
    expect(await image('raw', 0)).toEqual({ step: 4, width: 2, height: 1, channels: 1, data: [0, 200] });
  });

  test('shows texts as Markdown', async () => {
    const client = await ask((writer) => {
      writer.text('note', '# Größe\n\n*α* | <b>', 0);
      writer.text('note', '', 1);
    });
    await client.ready('text/tags');
    const texts: { step: number; text: string }[] = await client.json('text/text?run=run&tag=note');
    expect(texts.map(({ step, text }) => [step, text])).toEqual([
      [0, '<h1>Größe</h1>\n<p><em>α</em> | &lt;b&gt;</p>'],
      [1, ''],
    ]);
  });

  test.each([
    ['sequential', chain, ['chain/a > chain/b', 'chain/b > chain/c']],
    [
      'branched',
      branched,
      ['fork/in > fork/left', 'fork/in > fork/right', 'fork/left > fork/sum', 'fork/right > fork/sum'],
    ],
    [
      'nested',
      nested,
      [
        'outer/in > outer/first/a',
        'outer/first/a > outer/first/b',
        'outer/first/b > outer/second/in2',
        'outer/second/in2 > outer/second/c',
        'outer/second/c > outer/last',
      ],
    ],
    [
      'shared',
      shared,
      ['twins/left > twins/twin', 'twins/right > twins/twin', 'twins/twin > twins/sum', 'twins/twin > twins/sum'],
    ],
  ])('draws a %s model with its edges', async (_kind, model, edges) => {
    const client = await ask((writer) => writer.graph(model()));
    await client.ready('graphs/info');
    const graph = await client.request('graphs/graph?run=run&tag=keras&conceptual=true');
    expect(edgesOf(await graph.text()).sort()).toEqual([...edges].sort());
  });

  test('keeps the graph and the hyperparameters when a curve begins after them, and in the next writer', async () => {
    const client = await ask(async (writer, logDir) => {
      writer.graph(chain());
      writer.hparams({ rate: 0.1 });
      writer.scalar('loss', 1, 0);
      await writer.close();
      const next = new SummaryWriter(`${logDir}/run`);
      next.scalar('loss', 2, 1);
      await next.close();
    });
    await client.ready('graphs/info');
    const graph = await client.request('graphs/graph?run=run&tag=keras&conceptual=true');
    expect(edgesOf(await graph.text())).toHaveLength(2);
    const { hparamInfos } = await client.json('hparams/experiment', { method: 'POST', body: '{}' });
    expect(hparamInfos).toHaveLength(1);
    const points = async () =>
      (await client.json('scalars/scalars?run=run&tag=loss')).map((point: number[]) => point[2]);
    await expect.poll(points, POLL).toEqual([1, 2]);
  });

  test('shows hyperparameters, with the metrics of the run and how it went', async () => {
    const client = await ask(async (writer, logDir) => {
      writer.hparams({ rate: 0.1, optimizer: 'sgd', nesterov: true });
      writer.scalar('loss', 0.5, 0);
      writer.hparamsEnd('success');
      const failed = new SummaryWriter(`${logDir}/failed`);
      failed.hparams({ rate: 0.2, optimizer: 'adam', nesterov: false }, { name: 'the worse' });
      failed.hparamsEnd('failure');
      await failed.close();
    });
    const post = (path: string, body: object) => client.json(path, { method: 'POST', body: JSON.stringify(body) });
    await expect.poll(async () => (await post('hparams/experiment', {})).hparamInfos?.length, POLL).toBe(3);
    const { hparamInfos, metricInfos } = await post('hparams/experiment', {});
    expect(hparamInfos.map(({ name, type }: { name: string; type: string }) => [name, type]).sort()).toEqual([
      ['nesterov', 'DATA_TYPE_BOOL'],
      ['optimizer', 'DATA_TYPE_STRING'],
      ['rate', 'DATA_TYPE_FLOAT64'],
    ]);
    expect(metricInfos).toMatchObject([{ name: { tag: 'loss', group: '' } }]);
    const allowedStatuses = ['STATUS_SUCCESS', 'STATUS_FAILURE', 'STATUS_RUNNING', 'STATUS_UNKNOWN'];
    const { sessionGroups } = await post('hparams/session_groups', { allowedStatuses, startIndex: 0, sliceSize: 10 });
    const groups = sessionGroups.sort((a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1));
    expect(groups).toMatchObject([
      {
        name: 'run',
        hparams: { rate: 0.1, optimizer: 'sgd', nesterov: true },
        metricValues: [{ name: { tag: 'loss' }, value: 0.5 }],
        sessions: [{ name: 'run', status: 'STATUS_SUCCESS' }],
      },
      {
        name: 'the worse',
        hparams: { rate: 0.2, optimizer: 'adam', nesterov: false },
        sessions: [{ name: 'failed', status: 'STATUS_FAILURE' }],
      },
    ]);
  });

  test('shows a session that has not ended, with the metrics that it names', async () => {
    const client = await ask((writer) => {
      writer.hparams({ rate: 0.1 }, { metrics: ['loss', { group: 'validation', tag: 'epoch_loss' }] });
      writer.hparamsEnd('running');
    });
    const experiment = () => client.json('hparams/experiment', { method: 'POST', body: '{}' });
    await expect.poll(async () => (await experiment()).hparamInfos?.length, POLL).toBe(1);
    expect((await experiment()).metricInfos.map(({ name }: { name: object }) => name)).toEqual([
      { tag: 'loss', group: '' },
      { tag: 'epoch_loss', group: 'validation' },
    ]);
  });

  test('shows PR curves', async () => {
    const client = await ask((writer) => {
      writer.prCurve('pr', [true, false, true, true], [0.9, 0.8, 0.3, 0.6], 2, { thresholds: 5 });
    });
    await client.ready('pr_curves/tags');
    const { run } = await client.json('pr_curves/pr_curves?tag=pr&run=run');
    // Without the threshold that nothing reaches.
    expect(run).toMatchObject([
      {
        step: 2,
        thresholds: [0, 0.25, 0.5, 0.75],
        true_positives: [3, 3, 2, 1],
        false_positives: [1, 1, 1, 1],
        true_negatives: [0, 0, 0, 0],
        false_negatives: [0, 0, 1, 2],
        precision: [0.75, 0.75, Math.fround(2 / 3), 0.5],
        recall: [1, 1, Math.fround(2 / 3), Math.fround(1 / 3)],
      },
    ]);
  });

  test('shows embeddings in the projector, with labels and columns', async () => {
    const client = await ask(async (writer) => {
      const vectors = tensor2d([
        [1, -2, 0.1],
        [1e-30, 5, 6e20],
      ]);
      await writer.embedding('a/b', { vectors, metadata: { name: ['x', 'y\tz'], count: [1, 2] } });
      await writer.embedding('a_b "ü"', { vectors: new Float32Array([1, 2, 3, 4]), metadata: ['ä', 'b'] });
    });
    await expect.poll(() => client.json('projector/runs'), POLL).toEqual(['run']);
    const { embeddings } = await client.json('projector/info?run=run');
    expect(embeddings).toMatchObject([
      { tensorName: 'a/b', tensorShape: [2, 3] },
      { tensorName: 'a_b "ü"', tensorShape: [2, 2] },
    ]);
    const vectorsOf = async (name: string) => {
      const response = await client.request(`projector/tensor?run=run&name=${encodeURIComponent(name)}`);
      return [...new Float32Array(await response.arrayBuffer())];
    };
    const metadataOf = async (name: string) =>
      (await client.request(`projector/metadata?run=run&name=${encodeURIComponent(name)}`)).text();
    expect(await vectorsOf('a/b')).toEqual([1, -2, 0.1, 1e-30, 5, 6e20].map(Math.fround));
    expect(await vectorsOf('a_b "ü"')).toEqual([1, 2, 3, 4]);
    expect(await metadataOf('a/b')).toBe('name\tcount\nx\t1\ny z\t2\n');
    expect(await metadataOf('a_b "ü"')).toBe('ä\nb\n');
  });
});

/** TensorBoard reads in the background. */
const POLL = { timeout: 30_000, interval: 200 };
