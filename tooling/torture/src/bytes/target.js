import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tensors } from './what-a-model-is.js';

/** The files of a subject, which are damaged one at a time, and whole again afterwards. */
export class Target {
  #subject;
  #directory;
  /** @type {Map<string, Uint8Array>} */
  #originals = new Map();
  /** What reading the whole files may give. @type {readonly string[]} */
  #right = [];

  /**
   * @param {import('./subjects.js').Subject} subject
   * @param {string} directory that is empty
   */
  constructor(subject, directory) {
    this.#subject = subject;
    this.#directory = directory;
  }

  /** How many tensors TensorFlow.js itself leaves behind when the whole files are read: those of nested models. */
  leftByTensorFlow = 0;

  get subject() {
    return this.#subject;
  }

  /** The files that may be damaged. */
  get files() {
    const { isAttacked = () => true } = this.#subject;
    return [...this.#originals].filter(([name]) => isAttacked(name));
  }

  /** Writes the files, and reads them while they are whole. */
  async make() {
    const { make, read, answers } = this.#subject;
    await make(this.#directory);
    this.#originals = filesIn(this.#directory);
    const before = tensors();
    const answer = await read(this.#directory);
    this.leftByTensorFlow = tensors() - before;
    this.#right = answers ? await answers(this.#directory) : [answer];
  }

  /**
   * @param {string} name of a file
   * @param {Uint8Array} bytes that it has instead of its own
   * @returns {Promise<{ error: Error } | { isRight: boolean }>} how reading ends
   */
  async readWith(name, bytes) {
    rmSync(this.#directory, { recursive: true });
    for (const [one, original] of this.#originals) {
      mkdirSync(dirname(join(this.#directory, one)), { recursive: true });
      writeFileSync(join(this.#directory, one), one === name ? bytes : original);
    }
    try {
      return { isRight: this.#right.includes(await this.#subject.read(this.#directory)) };
    } catch (error) {
      return { error: /** @type {Error} */ (error) };
    }
  }
}

/** @param {string} directory @returns {Map<string, Uint8Array>} */
function filesIn(directory) {
  const names = /** @type {string[]} */ (readdirSync(directory, { recursive: true }));
  const files = names.filter((name) => statSync(join(directory, name)).isFile());
  return new Map(files.map((name) => [name, new Uint8Array(readFileSync(join(directory, name)))]));
}
