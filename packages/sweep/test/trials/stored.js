// A trial whose backup is in a store, so that no directory need be shared.
import '@cb-tooling/backend';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupAndRestore } from '@cb/checkpoint';
import { objectStore } from '@cb/checkpoint-store';
import { SweepReporter } from '@cb/sweep';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { CustomCallback, layers, sequential } from '@tensorflow/tfjs-layers';
import { passGate } from './gate.js';

export default async (context) => {
  const { root, gate } = context.params;
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [4] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const backup = new BackupAndRestore(objectStore('fs', { root }).at(`trial-${context.trial}`));
  const { initialEpoch } = await backup.restore(model);
  writeFileSync(join(root, `attempt-${context.attempt}`), String(initialEpoch));
  const held = new CustomCallback({ onEpochEnd: (epoch) => passGate(gate, epoch + 1, context.signal) });
  const callbacks = [new SweepReporter(context), backup, held];
  await model.fit(ones([8, 4]), zeros([8, 1]), { initialEpoch, epochs: 20, verbose: 0, callbacks });
};
