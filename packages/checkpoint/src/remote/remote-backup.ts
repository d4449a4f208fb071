import type { io } from '@tensorflow/tfjs-core';
import type { BackupPlace, Metadata } from '../backup/backup-place.js';
import { readFacts } from '../catalog/facts.js';
import type { ModelSnapshot } from '../model/model-snapshot.js';
import { UNHARMED } from '../store/save-error.js';
import { contentOf, decodeContent } from './content.js';
import { remoteError } from './remote-error.js';
import type { RemoteDirectory, RemotePath, RemoteWriter } from './remote-path.js';

const OWNER = 'BackupAndRestore';
const NAME = 'backup';

/** A backup in a store beyond the file system: the one checkpoint of a directory. */
export class RemoteBackup implements BackupPlace {
  readonly #directory: RemoteDirectory;
  #writer: RemoteWriter | undefined;

  constructor(path: RemotePath) {
    this.#directory = path.directory(path.text);
  }

  get path(): string {
    return this.#directory.url;
  }

  async read(): Promise<io.ModelArtifacts | undefined> {
    const stored = await this.#directory.newest();
    return stored && (await decodeContent(stored)).artifacts;
  }

  async peek(): Promise<{ metadata: Metadata } | undefined> {
    const stored = await this.#try('read', () => this.#directory.newest());
    if (!stored) return undefined;
    return { metadata: stored.format === 'tfjs' ? stored.description.userDefinedMetadata : undefined };
  }

  /** Looking for what is there has asked the store already, and beginning is what tells whether it takes anything. */
  async probe(): Promise<void> {}

  async begin(): Promise<void> {
    this.#writer = await this.#try('save to', () => this.#directory.begin(NAME));
  }

  async write(snapshot: ModelSnapshot): Promise<void> {
    const { content } = await contentOf(snapshot, 'tfjs');
    const facts = readFacts(snapshot.own.facts ?? {});
    await this.#try('save to', () => this.#begun.write(NAME, content, facts), UNHARMED);
  }

  async remove(): Promise<void> {
    await this.#try('remove the backup in', () => this.#begun.clear());
  }

  get #begun(): RemoteWriter {
    if (!this.#writer) throw new Error('training has not begun');
    return this.#writer;
  }

  async #try<T>(what: string, action: () => Promise<T>, note?: string): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      throw remoteError(OWNER, what, this.path, cause, note);
    }
  }
}
