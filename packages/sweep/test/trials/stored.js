// A trial whose backup is in a store, so that no directory need be shared.
import '@cb-tooling/backend';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackupAndRestore } from '@cb/checkpoint';
import { objectStore } from '@cb/checkpoint-store';
import { SweepReporter } from '@cb/sweep';
import { ones, zeros } from '@tensorflow/tfjs-core';
import { CustomCallback, layers, sequential } from '@tensorflow/tfjs-layers';

export default async (context) => {
  const { root } = context.params;
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [4] })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const backup = new BackupAndRestore(objectStore('fs', { root }).at(`trial-${context.trial}`));
  const { initialEpoch } = await backup.restore(model);
  writeFileSync(join(root, `attempt-${context.attempt}`), String(initialEpoch));
  const slow = new CustomCallback({ onEpochEnd: () => sleep(100) });
  const callbacks = [new SweepReporter(context), backup, slow];
  await model.fit(ones([8, 4]), zeros([8, 1]), { initialEpoch, epochs: 20, verbose: 0, callbacks });
};
