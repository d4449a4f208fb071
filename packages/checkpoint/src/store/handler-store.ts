import { io } from '@tensorflow/tfjs-core';
import type { Kept } from '../decision/kept.js';
import type { Moment } from '../decision/moment.js';
import { describe, weightBytes, weightSpecs } from '../model/model-snapshot.js';
import type { CheckpointStore, NewCheckpoint } from './checkpoint-store.js';
import { failedSave } from './save-error.js';

/** A handler that can also remove what it saved, as `saveTopK` and `keepLast` need it. */
export type CheckpointHandler = io.IOHandler & { remove?: () => Promise<unknown> };

/**
 * Where a checkpoint goes that is not a file: given its name and its moment, a handler whose `save` takes the model, or
 * a URL of TensorFlow.js, such as `indexeddb://best`.
 */
export type HandlerOf = (
  name: string,
  moment: Moment,
) => CheckpointHandler | string | Promise<CheckpointHandler | string>;

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
    const handler = await this.#open(name, moment);
    if (!handler?.save) {
      throw new TypeError(
        'ModelCheckpoint: `filepath` returned no handler with a save(). Return a tf.io.IOHandler, or a URL of TensorFlow.js.',
      );
    }
    if (this.#removes && !handler.remove) {
      throw new TypeError(
        'ModelCheckpoint: `filepath` returned a handler without a remove(), which `saveTopK` and `keepLast` need. ' +
          'Give it one, return a URL of TensorFlow.js, or leave the option out.',
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
        const handler = await this.#open(name, moment);
        await handler.remove?.();
      } catch (error) {
        console.warn(`ModelCheckpoint: cannot remove the checkpoint ${name} (${(error as Error).message}).`);
      }
    }
  }

  async #open(name: string, moment: Moment): Promise<CheckpointHandler> {
    const given = await this.#handlerOf(name, moment);
    return typeof given === 'string' ? handlerAt(given) : given;
  }
}

function handlerAt(url: string): CheckpointHandler {
  const [handler] = io.getSaveHandlers(url);
  if (!handler?.save) {
    throw new RangeError(
      `ModelCheckpoint: \`filepath\` returned "${url}", and TensorFlow.js has no handler for that here. ` +
        "Return a URL that it saves to, such as 'indexeddb://best', or a tf.io.IOHandler.",
    );
  }
  return Object.assign(handler, { remove: () => io.removeModel(url) });
}
