import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import type { Kept } from '../decision/kept.js';
import type { Template } from '../filepath/template.js';
import { endingOf, formatOf } from '../keras/format.js';
import type { Beginning, CheckpointStore, NewCheckpoint } from '../store/checkpoint-store.js';
import { refuseModel } from '../store/refuse-model.js';
import { UNHARMED } from '../store/save-error.js';
import { contentOf } from './content.js';
import { remoteError } from './remote-error.js';
import type { RemoteDirectory, RemotePath, RemoteWriter } from './remote-path.js';

const OWNER = 'ModelCheckpoint';

/** Checkpoints in a store beyond the file system: those of a template in the last directory before its first field. */
export class RemoteStore implements CheckpointStore {
  readonly #format: CheckpointFormat;
  readonly #prefix: string;
  readonly #template: string;
  readonly #directory: RemoteDirectory;
  #writer: RemoteWriter | undefined;
  #topology: object | undefined;
  #warn: (sentence: string) => void = console.warn;

  constructor(path: RemotePath, template: Template, format: CheckpointFormat) {
    this.#format = format;
    this.#template = template.text;
    this.#prefix = template.fixed.replace(/[^/]*$/, '');
    this.#directory = path.directory(this.#prefix.replace(/\/$/, ''));
  }

  async begin({ model, weightsOnly, warn }: Beginning): Promise<void> {
    this.#warn = warn;
    this.#topology = refuseModel(OWNER, this.#format, model, weightsOnly);
    try {
      this.#writer = await this.#directory.begin(this.#relative(this.#template));
    } catch (cause) {
      throw remoteError(OWNER, 'save to', this.#url(this.#template), cause);
    }
  }

  besides(name: string): string {
    return `${this.#prefix}${name}${endingOf(this.#template)}`;
  }

  async write({ name, facts, snapshot }: NewCheckpoint): Promise<void> {
    try {
      if ((formatOf(name) ?? 'tfjs') !== this.#format)
        throw new Error(`it ends in ${endingOf(name)}, unlike \`filepath\``);
      const { content, leftOut } = await contentOf(snapshot, this.#format, this.#topology);
      for (const what of leftOut) this.#warn(what);
      await this.#begun.write(this.#relative(name), content, facts);
    } catch (cause) {
      throw remoteError(OWNER, 'save to', this.#url(name), cause, UNHARMED);
    }
  }

  async settle(displaced: readonly Kept[], spared: ReadonlySet<string>): Promise<void> {
    if (displaced.length === 0) return;
    const named = displaced.map(({ name, savedAt }) => ({ name: this.#relative(name), savedAt }));
    try {
      await this.#begun.remove(named, spared);
    } catch (cause) {
      throw remoteError(OWNER, 'remove old checkpoints from', this.#directory.url, cause, 'The new one is whole. ');
    }
  }

  get #begun(): RemoteWriter {
    if (!this.#writer) throw new Error('training has not begun');
    return this.#writer;
  }

  #url(name: string): string {
    return `${this.#directory.url}/${this.#relative(name)}`;
  }

  #relative(name: string): string {
    return name.slice(this.#prefix.length);
  }
}
