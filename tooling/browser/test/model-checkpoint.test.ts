import { describe, expect } from 'vitest';
import { whySkipped } from '../chromium.js';
import type { tf } from '../page/lab.js';
import { test } from '../src/test.js';

describe.skipIf(whySkipped())('ModelCheckpoint in IndexedDB', () => {
  test.for([{}, { async: true }])(
    'keeps the two best, from which training goes on, bit for bit (%o)',
    async (given, { tab }) => {
      const { names, best, epochs, plain, restored, continued } = await tab.run(async (lab, options) => {
        const recorder = new lab.Recorder();
        const scores = new lab.Scores(3, 0.5, 2, 5, 1, 4);
        const checkpoint = new lab.ModelCheckpoint(lab.indexedDB, {
          monitor: 'score',
          mode: 'min',
          saveTopK: 2,
          ...options,
        });
        await lab.train(lab.toyModel(), 6, [scores, recorder, checkpoint]);
        const names = await lab.namesInIndexedDB();
        const plain = lab.valuesOf(await lab.tf.loadLayersModel(`indexeddb://${checkpoint.bestPath}`));
        const model = await lab.loadModel(lab.indexedDB(checkpoint.bestPath as string));
        const restored = lab.valuesOf(model);
        await lab.train(model, 3, [], 2);
        const continued = lab.valuesOf(model);
        return { names, best: checkpoint.bestPath, epochs: recorder.epochs, plain, restored, continued };
      }, given);
      expect(names).toEqual(['epoch-02', 'epoch-05']);
      expect(best).toBe('epoch-02');
      expect(plain).toEqual(epochs[1]);
      expect(restored).toEqual(epochs[1]);
      expect(continued).toEqual(epochs[2]);
    },
  );

  test.for([
    { async: false, order: ['epoch 1', 'saved', 'epoch 2', 'saved'] },
    { async: true, order: ['epoch 1', 'epoch 2', 'saved', 'saved'] },
  ])('writes between epochs, or while training goes on (%o)', async ({ async, order }, { tab }) => {
    const actual = await tab.run(async (lab, async) => {
      const order: string[] = [];
      class Progress extends lab.Recorder {
        override async onEpochBegin(epoch: number) {
          order.push(`epoch ${epoch + 1}`);
        }
      }
      const place = (name: string) => {
        const [handler] = lab.tf.io.getSaveHandlers(lab.indexedDB(name));
        const save = async (artifacts: Parameters<NonNullable<tf.io.IOHandler['save']>>[0]) => {
          const result = await handler?.save?.(artifacts);
          order.push('saved');
          return result as NonNullable<typeof result>;
        };
        return { save };
      };
      await lab.train(lab.toyModel(), 2, [new Progress(), new lab.ModelCheckpoint(place, { async })]);
      return order;
    }, async);
    expect(actual).toEqual(order);
  });

  test('keeps the newest, and the last one beside them', async ({ tab }) => {
    const names = await tab.run(async (lab) => {
      await lab.train(lab.toyModel(), 4, [new lab.ModelCheckpoint(lab.indexedDB, { keepLast: 2, saveLast: true })]);
      return lab.namesInIndexedDB();
    });
    expect(names).toEqual(['epoch-03', 'epoch-04', 'last']);
  });

  test('writes weights alone, for a model that is there', async ({ tab }) => {
    const { trained, untrained, loaded, asModel } = await tab.run(async (lab) => {
      const model = lab.toyModel();
      await lab.train(model, 2, [new lab.ModelCheckpoint(lab.indexedDB, { saveWeightsOnly: true })]);
      const other = lab.toyModel();
      const untrained = lab.valuesOf(other);
      await lab.loadWeights(other, lab.indexedDB('epoch-02'));
      const asModel = await lab.loadModel(lab.indexedDB('epoch-02')).catch(({ message }) => message);
      return { trained: lab.valuesOf(model), untrained, loaded: lab.valuesOf(other), asModel };
    });
    expect(loaded).toEqual(trained);
    expect(loaded).not.toEqual(untrained);
    expect(asModel).toBe(
      'loadModel: "indexeddb://epoch-02" holds weights only. Build the model, and pass it to loadWeights().',
    );
  });

  test('asks for no signals with saveOnInterrupt: there are none', async ({ tab }) => {
    const { process, names } = await tab.run(async (lab) => {
      await lab.train(lab.toyModel(), 2, [new lab.ModelCheckpoint(lab.indexedDB, { saveOnInterrupt: true })]);
      return { process: typeof globalThis.process, names: await lab.namesInIndexedDB() };
    });
    expect(process).toBe('undefined');
    expect(names).toEqual(['epoch-01', 'epoch-02']);
  });

  test('saves from WebGL what it loads there', async ({ tab }) => {
    const { backend, names, epochs, restored } = await tab.run(async (lab) => {
      await lab.tf.setBackend('webgl');
      const recorder = new lab.Recorder();
      const checkpoint = new lab.ModelCheckpoint(lab.indexedDB, { keepLast: 1, async: true });
      await lab.train(lab.toyModel(), 2, [recorder, checkpoint]);
      const restored = lab.valuesOf(await lab.loadModel(lab.indexedDB('epoch-02')));
      return { backend: lab.tf.getBackend(), names: await lab.namesInIndexedDB(), epochs: recorder.epochs, restored };
    });
    expect(backend).toBe('webgl');
    expect(names).toEqual(['epoch-02']);
    expect(restored).toEqual(epochs[1]);
  });
});
