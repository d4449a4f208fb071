import type { Directory } from '@cb/files';
import type { io } from '@tensorflow/tfjs-core';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import { saveError, UNHARMED } from '../store/save-error.js';
import { MODEL_JSON, OWN_WEIGHTS } from '../tensorflow/file-names.js';
import { loadDirectory, readDescription } from '../tensorflow/load-directory.js';
import { saveSnapshot } from '../tensorflow/save-snapshot.js';
import { sweepLeftovers } from '../tensorflow/sweep-directory.js';

const OWNER = 'BackupAndRestore';

/** What is noted beside the weights of a model. */
export type Metadata = io.ModelArtifacts['userDefinedMetadata'];

/** Where a backup is kept. */
export interface BackupPlace {
  /** For messages. */
  readonly path: string;

  /**
   * @returns what is there; `undefined` if nothing is.
   *
   * @throws Error, a clause, perhaps with a `remedy`, if it cannot
   */
  read(): Promise<io.ModelArtifacts | undefined>;

  /**
   * Only what is noted in {@link read}, `{ metadata: undefined }` if it is damaged.
   *
   * @throws Error if it cannot be read
   */
  peek(): Promise<{ metadata: Metadata } | undefined>;

  /**
   * Before training, twice: first to learn whether anything can be written, then to write.
   *
   * @throws Error if it cannot
   */
  probe(): Promise<void>;
  begin(): Promise<void>;

  /** Replaces what is there. @throws Error after which what was there is still there */
  write(snapshot: ModelSnapshot): Promise<void>;

  /** Leaves no backup. */
  remove(): Promise<void>;
}

/** A backup as a TensorFlow.js directory. */
export class DirectoryPlace implements BackupPlace {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  get path(): string {
    return this.#directory.path;
  }

  async read(): Promise<io.ModelArtifacts | undefined> {
    if (!(await this.#isThere())) return undefined;
    return loadDirectory(this.#directory).catch((error) => {
      throw error.cause ?? error;
    });
  }

  async peek(): Promise<{ metadata: Metadata } | undefined> {
    if (!(await this.#isThere())) return undefined;
    try {
      return { metadata: (await readDescription(this.#directory)).userDefinedMetadata };
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      // That a file cannot be read does not say what it holds.
      if (cause?.code) throw saveError(OWNER, this.path, cause);
      return { metadata: undefined };
    }
  }

  async probe(): Promise<void> {
    try {
      await this.#directory.probe(MODEL_JSON);
    } catch (cause) {
      throw saveError(OWNER, this.path, cause);
    }
  }

  async begin(): Promise<void> {
    await sweepLeftovers(this.#directory, await this.#names());
  }

  async write(snapshot: ModelSnapshot): Promise<void> {
    try {
      await saveSnapshot(this.#directory, snapshot);
    } catch (cause) {
      throw saveError(OWNER, this.path, cause, UNHARMED);
    }
  }

  /** `model.json` goes first: what is left of a removal that breaks off is no backup. */
  async remove(): Promise<void> {
    const names = await this.#names();
    if (names.length === 0) return;
    try {
      await this.#directory.remove(MODEL_JSON);
      await this.#directory.sync();
      for (const name of names) if (OWN_WEIGHTS.test(name)) await this.#directory.remove(name);
      await this.#directory.removeIfEmpty();
    } catch (cause) {
      const fault = (cause as Error).message;
      throw new Error(`${OWNER}: cannot remove the backup in "${this.path}" (${fault}). Remove it yourself.`, {
        cause,
      });
    }
  }

  async #isThere(): Promise<boolean> {
    return (await this.#names()).includes(MODEL_JSON);
  }

  #names(): Promise<string[]> {
    return this.#directory.list().catch((): string[] => []);
  }
}
