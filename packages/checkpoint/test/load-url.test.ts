import '@cb-tooling/backend';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { feedEpochs } from '@cb/core/testing';
import { io } from '@tensorflow/tfjs-core';
import { expect, onTestFinished, test } from 'vitest';
import { loadModel, loadWeights, ModelCheckpoint } from '../src/index.js';
import { temporaryDirectory } from './temporary-directory.js';
import { predictions, toyModel, train } from './toy-model.js';

/** Serves a directory on the loopback until the end of the test. @returns its address */
async function serve(directory: string): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    try {
      response.end(readFileSync(join(directory, new URL(url, 'http://host').pathname)));
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(['m.keras', 'm.h5', 'm/model.json'])('a whole model is loaded over HTTP from %s', async (name) => {
  const directory = temporaryDirectory();
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(join(directory, name.replace('/model.json', '')))]);
  const loaded = await loadModel(`${await serve(directory)}/${name}?version=2`);
  expect(predictions(loaded)).toEqual(predictions(model));
  expect(loaded.optimizer.iterations).toBe(2);
});

test.each(['m.weights.h5', 'm.safetensors'])('weights are loaded over HTTP from %s', async (name) => {
  const directory = temporaryDirectory();
  const model = toyModel();
  await train(model, 1, [new ModelCheckpoint(join(directory, name), { saveWeightsOnly: true })]);
  const other = toyModel();
  await loadWeights(other, `${await serve(directory)}/${name}`);
  expect(predictions(other)).toEqual(predictions(model));
});

test('what the server does not have is one error', async () => {
  const address = await serve(temporaryDirectory());
  await expect(loadModel(`${address}/m.keras`)).rejects.toThrow(
    `loadModel: cannot load "${address}/m.keras" (the server answers 404 Not Found). Pass another URL.`,
  );
});

test('a URL that nobody handles is one error', async () => {
  await expect(loadWeights(toyModel(), 's3://bucket/m.keras')).rejects.toThrow(
    'loadWeights: TensorFlow.js has no handler for "s3://bucket/m.keras" here. Pass a path, a URL that it loads, or a ' +
      'tf.io.IOHandler.',
  );
});

test('a URL that TensorFlow.js has a handler for is saved to and loaded from', async () => {
  const stored = new Map<string, io.ModelArtifacts>();
  const place = (url: string | string[]): io.IOHandler => ({
    save: async (artifacts) => {
      stored.set(String(url), artifacts);
      return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
    },
    load: async () => stored.get(String(url)) as io.ModelArtifacts,
  });
  const route = (url: string | string[]) => (String(url).startsWith('shelf://') ? place(url) : (null as never));
  io.registerSaveRouter(route);
  io.registerLoadRouter(route);
  const model = toyModel();
  await train(model, 2, [new ModelCheckpoint((name) => `shelf://${name}`)]);
  expect([...stored.keys()]).toEqual(['shelf://epoch-01', 'shelf://epoch-02']);
  expect(predictions(await loadModel('shelf://epoch-02'))).toEqual(predictions(model));
});

test('a URL that TensorFlow.js has no handler for fails the save', async () => {
  const checkpoint = new ModelCheckpoint((name) => `nowhere://${name}`);
  await expect(feedEpochs(checkpoint, toyModel(), [{ loss: 1 }])).rejects.toThrow(
    'ModelCheckpoint: `filepath` returned "nowhere://epoch-01", and TensorFlow.js has no handler for that here. Return a ' +
      "URL that it saves to, such as 'indexeddb://best', or a tf.io.IOHandler.",
  );
});
