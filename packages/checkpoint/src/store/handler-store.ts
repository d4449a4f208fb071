import { io } from '@tensorflow/tfjs-core';
import type { Kept } from '../decision/kept.js';
import type { Moment } from '../decision/moment.js';
import { describe, weightBytes, weightSpecs } from '../model/model-snapshot.js';
import type { CheckpointStore, NewCheckpoint } from './checkpoint-store.js';
import { failedSave } from './save-error.js';

/** A handler that can also remove what it saved, as `saveTopK` and `keepLast` need it. */
export type CheckpointHandler = io.IOHandler & { remove?: () => Promise<unknown> };

/** Where a checkpoint goes that is not a file: given its name and its moment, a handler whose `save` takes the model. */
export type HandlerOf = (name: string, moment: Moment) => CheckpointHandler | Promise<CheckpointHandler>;

/** Checkpoints in whatever place the handlers of a function lead to. */
export class HandlerStore implements CheckpointStore {
  readonly #handlerOf: HandlerOf;
  readonly #removes: boolean;

  /** @param removes whether handlers must be able to remove */
  constructor(handlerOf: HandlerOf, removes: boolean) {
    this.#handlerOf = handlerOf;
    this.#removes = removes;
  }

  async begin(): Promise<void> {}

  besides(name: string): string {
    return name;
  }

  async write({ name, moment, snapshot }: NewCheckpoint): Promise<void> {
    const handler = await this.#handlerOf(name, moment);
    if (!handler?.save) {
      throw new TypeError('ModelCheckpoint: `filepath` returned no handler with a save(). Return a tf.io.IOHandler.');
    }
    if (this.#removes && !handler.remove) {
      throw new TypeError(
        'ModelCheckpoint: `filepath` returned a handler without a remove(), which `saveTopK` and `keepLast` need. ' +
          'Return { ...handler, remove: async () => {…} }, or leave the option out.',
      );
    }
    const buffers: ArrayBuffer[] = [];
    for await (const { buffer, byteOffset, byteLength } of weightBytes(snapshot)) {
      buffers.push(buffer.slice(byteOffset, byteOffset + byteLength));
    }
    const weightData = io.CompositeArrayBuffer.join(buffers);
    const result = await handler.save({ ...describe(snapshot), weightData, weightSpecs: weightSpecs(snapshot) });
    if (result?.errors?.length) throw failedSave(name, result.errors);
  }

  async settle(displaced: readonly Kept[]): Promise<void> {
    for (const { name, moment } of displaced) {
      try {
        const handler = await this.#handlerOf(name, moment);
        await handler.remove?.();
      } catch (error) {
        console.warn(`ModelCheckpoint: cannot remove the checkpoint ${name} (${(error as Error).message}).`);
      }
    }
  }
}
