import '@cb-tooling/backend';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeFile, type KerasFormat, refuseUnportable } from '../../../packages/checkpoint/src/keras/index.js';
import { snapshotModel, snapshotWeights } from '../../../packages/checkpoint/src/model/model-snapshot.js';
import { MODELS } from '../src/models.js';
import { kerases, runPython, whySkipped } from '../src/python.js';
import { Differences } from '../src/table.js';
import { listed, predict, seededInputs, seedWeights } from '../src/values.js';

const WAYS = {
  keras: [
    { ending: '.keras', format: 'keras', isWhole: true },
    { ending: '.h5', format: 'h5', isWhole: true },
    { ending: '.weights.h5', format: 'weights.h5', isWhole: false },
    { ending: '.only.h5', format: 'h5', isWhole: false },
    { ending: '.safetensors', format: 'safetensors', isWhole: false },
  ],
  tf_keras: [
    { ending: '.h5', format: 'h5', isWhole: true },
    { ending: '.only.h5', format: 'h5', isWhole: false },
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
        const { error, difference = error } = results[index];
        differences.add(name, `${keras} ${ending}`, error ? 'fails' : difference);
        expect.soft(difference, `${name}${ending} in ${keras}`).satisfy((one: unknown) => (one as number) < 1e-5);
      }
    },
    600_000,
  );
});

async function write(name: string, folder: string, keras: string) {
  const ways: readonly { ending: string; format: KerasFormat; isWhole: boolean }[] = WAYS[keras as 'keras'];
  const model = (MODELS[name] as (typeof MODELS)[string])();
  seedWeights(model);
  const inputs = seededInputs(model);
  const file = name.replace(/\W/g, '_');
  const topology = model.toJSON(null, false) as object;
  const base = { name, inputs: inputs.map(listed), outputs: predict(model, inputs).map(listed) };
  const jobs = [];
  for (const { ending, format, isWhole } of ways) {
    const snapshot = isWhole ? await snapshotModel(model) : snapshotWeights(model);
    const isRefused = refusal(format, snapshot.description);
    // What is refused is not tried: tests of @cb/checkpoint say what is.
    const whole = file + (ways[0]?.ending as string);
    if (isRefused) differences.add(name, `${keras} ${ending}`, 'refused');
    else if (isWhole || existsSync(join(folder, whole))) {
      const { chunks } = await encodeFile(format, snapshot, topology);
      writeFileSync(join(folder, file + ending), Buffer.concat(chunks));
      jobs.push({ ...base, file: file + ending, ending, architecture: isWhole ? null : whole });
    }
    snapshot.dispose();
  }
  return jobs;
}

function refusal(format: KerasFormat, description: object): boolean {
  try {
    refuseUnportable(format, description);
    return false;
  } catch {
    return true;
  }
}
