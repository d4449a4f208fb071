import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.js';

/** TensorFlow.js on the CPU, as tfjs-node brings it along: its native library is not installed here. */
const TENSORFLOW = `import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
export default createRequire(resolve('@tensorflow/tfjs-node'))('@tensorflow/tfjs');
`;

/** An application of somebody else, which begins with no dependency. */
export class Application {
  #folder;
  #add;

  /**
   * @param {string} folder
   * @param {string[]} add
   */
  constructor(folder, add) {
    this.#folder = folder;
    this.#add = add;
  }

  /**
   * @param {string} folder
   * @param {import('./package-managers.js').PackageManager} manager
   */
  static async create(folder, { add, settings }) {
    await mkdir(folder, { recursive: true });
    const files = {
      'package.json': '{ "private": true, "type": "module" }',
      'tensorflow.mjs': TENSORFLOW,
      ...settings,
    };
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
    return new Application(folder, add);
  }

  /** @param {string[]} packages as a README's `npm i` names them */
  add(...packages) {
    return this.run(...this.#add, ...packages);
  }

  /** @param {string[]} command */
  run(...command) {
    return run(this.#folder, command);
  }

  /** @param {string} program an example of a README */
  async runExample(program) {
    const onCpu = program.replace("import * as tf from '@tensorflow/tfjs-node'", "import tf from './tensorflow.mjs'");
    await writeFile(path.join(this.#folder, 'example.mjs'), onCpu);
    return this.run(process.execPath, 'example.mjs');
  }

  /** The versions of our packages that it has. */
  async versions() {
    const scope = path.join(this.#folder, 'node_modules/@cb');
    const versions = (await readdir(scope)).map(async (folder) => {
      const manifest = JSON.parse(await readFile(path.join(scope, folder, 'package.json'), 'utf8'));
      return [`@cb/${folder}`, manifest.version];
    });
    return Object.fromEntries(await Promise.all(versions));
  }

  remove() {
    return rm(this.#folder, { recursive: true });
  }
}
