import '@cb-tooling/backend';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelCheckpoint } from '@cb/checkpoint';
import { feedEpochs } from '@cb/core/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { MODELS } from '../src/models.js';
import { kerases, runPython, whySkipped } from '../src/python.js';
import { Differences } from '../src/table.js';
import { listed, predict, seededInputs, seedWeights } from '../src/values.js';

const WAYS = {
  keras: [
    { ending: '.keras', isWhole: true },
    { ending: '.h5', isWhole: true },
    { ending: '.weights.h5', isWhole: false },
    { ending: '.only.h5', isWhole: false },
    { ending: '.safetensors', isWhole: false },
  ],
  tf_keras: [
    { ending: '.h5', isWhole: true },
    { ending: '.only.h5', isWhole: false },
  ],
} as const;

const differences = new Differences();
afterAll(() => differences.print('TensorFlow.js to Keras: the greatest difference of predictions'));

if (whySkipped) test.skip(whySkipped, () => {});

describe.skipIf(whySkipped)('a model of TensorFlow.js predicts the same', () => {
  test.each(kerases)(
    'in %s',
    async (keras) => {
      const folder = mkdtempSync(join(tmpdir(), 'interop-'));
      const jobs: { name: string; ending: string }[] = [];
      for (const name of Object.keys(MODELS)) jobs.push(...(await write(name, folder, keras)));
      writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
      runPython('load.py', keras, folder);
      const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
      rmSync(folder, { recursive: true });
      for (const [index, { name, ending }] of jobs.entries()) {
        const { error, difference } = results[index];
        differences.add(name, `${keras} ${ending}`, error ? 'fails' : difference);
        // In the message, because an assertion shortens what it compares.
        expect.soft(difference ?? Infinity, `${name}${ending} in ${keras}\n${error ?? ''}`).toBeLessThan(1e-5);
      }
    },
    600_000,
  );
});

/** Saves with the callback, as an epoch of a fit would. */
async function write(name: string, folder: string, keras: string) {
  const ways = WAYS[keras as 'keras'];
  const model = (MODELS[name] as (typeof MODELS)[string])();
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  seedWeights(model);
  const inputs = seededInputs(model);
  const file = name.replace(/\W/g, '_');
  const base = { name, inputs: inputs.map(listed), outputs: predict(model, inputs).map(listed) };
  const jobs = [];
  for (const { ending, isWhole } of ways) {
    const whole = file + (ways[0]?.ending as string);
    // Weights are loaded into the whole model of before.
    if (!isWhole && !existsSync(join(folder, whole))) continue;
    const checkpoint = new ModelCheckpoint(join(folder, file + ending), { saveWeightsOnly: !isWhole });
    try {
      await feedEpochs(checkpoint, model, [{ loss: 0 }]);
      jobs.push({ ...base, file: file + ending, ending, architecture: isWhole ? null : whole });
    } catch (error) {
      // Tests of @cb/checkpoint say what is refused.
      expect((error as Error).message).toMatch(/^ModelCheckpoint: a \.\w+ file cannot hold the model: its /);
      differences.add(name, `${keras} ${ending}`, 'refused');
    }
  }
  return jobs;
}
