import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Refuses a model that could be saved, but not loaded again. @throws Error if two of its weights have the same name */
export function refuseSameNames({ weights }: LayersModel): void {
  const seen = new Set<string>();
  for (const { originalName } of weights) {
    if (seen.has(originalName)) {
      throw new Error(
        `ModelCheckpoint: two weights of the model are called ${originalName}, and could not be told apart when they ` +
          'are loaded. Give the layers names of their own, those of nested models too.',
      );
    }
    seen.add(originalName);
  }
}
