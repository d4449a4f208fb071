// @ts-check
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asCommonJs, isModule } from './common-js.js';
import { nodeRemedy } from './packages.js';
import { run, runOrThrow } from './run.js';

const TFJS_NODE = "'@tensorflow/tfjs-node'";
const project = fileURLToPath(new URL('../project', import.meta.url));

/** What an application does with a package. */
export const USES = /** @type {const} */ (['import', 'require', 'fit', 'fit after require']);

/** An application of somebody else: nothing of this repository is above it in the file system. */
export class Application {
  folder;

  /**
   * @param {import('./registry.js').Registry} registry
   * @param {string} tf what its examples import as TensorFlow.js
   */
  constructor(registry, tf) {
    this.folder = mkdtempSync(join(registry.scratch, 'application-'));
    cpSync(project, this.folder, { recursive: true });
    this.write('.npmrc', `@cb:registry=${registry.url}\n`);
    this.write('node-remedy.mjs', nodeRemedy());
    for (const { folder, examples } of registry.packages) {
      for (const [index, example] of examples.entries()) {
        const name = `${basename(folder)}-${index}`;
        this.write(`${name}.mjs`, example.replaceAll(TFJS_NODE, quoted(tf, 'mjs')));
        if (!isModule(example)) this.write(`${name}.cjs`, asCommonJs(example.replaceAll(TFJS_NODE, quoted(tf, 'cjs'))));
      }
    }
  }

  /** @param {string} file @param {string} text */
  write(file, text) {
    writeFileSync(join(this.folder, file), text);
  }

  /** Adds to its `package.json`. @param {object} fields */
  declare(fields) {
    const manifest = JSON.parse(readFileSync(join(this.folder, 'package.json'), 'utf8'));
    this.write('package.json', JSON.stringify({ ...manifest, ...fields }));
  }

  /** @param {readonly string[]} specifiers @param {readonly string[]} [options] */
  async install(specifiers, options = []) {
    await runOrThrow('npm', ['install', ...options, ...specifiers], this.folder);
  }

  /**
   * Uses a package, each program in a process and an empty folder of its own, and stops at the first that fails.
   *
   * @param {import('./packages.js').Package} pack
   * @param {typeof USES[number]} use
   * @param {readonly string[]} [node] how Node.js is started
   */
  async use({ folder, entries, examples }, use, node = [process.execPath]) {
    const [program = '', ...options] = node;
    const [kind, ending] = use.includes('require') ? ['require', 'cjs'] : ['import', 'mjs'];
    const files = examples.map((code, index) => ({ code, file: `${basename(folder)}-${index}.${ending}` }));
    const programs = use.startsWith('fit')
      ? files.filter(({ code }) => kind === 'import' || !isModule(code)).map(({ file }) => [file])
      : [[`${kind}.${ending}`, ...entries]];
    for (const [script = '', ...args] of programs) {
      const cwd = mkdtempSync(join(this.folder, 'run-'));
      const outcome = await run(program, [...options, join(this.folder, script), ...args], cwd);
      if (!outcome.ok) return outcome;
    }
    return { ok: true, stdout: '', output: '' };
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}

/** @param {string} tf @param {'mjs' | 'cjs'} ending that of the module, if it is one of the folder `project` */
function quoted(tf, ending) {
  return tf.startsWith('.') ? `'${tf}.${ending}'` : `'${tf}'`;
}
