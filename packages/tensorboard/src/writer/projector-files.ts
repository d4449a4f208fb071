import { projectorConfiguration } from '../data/projector.js';
import type { EmbeddingPlan } from './kinds/embedding.js';
import type { Sink } from './sink.js';

/** The projector's files of one run: those of each embedding, and one that names them all. */
export class ProjectorFiles {
  readonly #sink: Sink;
  readonly #written = new Map<string, EmbeddingPlan>();
  #writing: Promise<void> = Promise.resolve();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Writes an embedding after those before. @throws Error at once if the sink keeps no files but events */
  write(call: string, plan: EmbeddingPlan): Promise<void> {
    const { writeFile } = this.#sink;
    if (writeFile === undefined) {
      throw new Error(
        `${call}: the sink has no writeFile(). Pass a directory as \`logDir\`, which TensorBoard needs here.`,
      );
    }
    const put = (name: string, bytes: Uint8Array) =>
      writeFile.call(this.#sink, name, bytes).catch((cause: Error) => {
        throw new Error(`TensorBoard: cannot write the projector's file "${name}" (${cause.message}).`, { cause });
      });
    const vectors = plan.write(put);
    const written = Promise.all([vectors, this.#writing]).then(async () => {
      this.#written.set(plan.tensorName, plan);
      await put('projector_config.pbtxt', projectorConfiguration([...this.#written.values()]));
    });
    this.#writing = written.catch(() => {});
    return written;
  }
}
