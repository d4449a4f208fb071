// @ts-check
import { Application } from './application.js';
import { run } from './run.js';

const OUR_ERROR = 'fit() does not recognise it as a callback';

/** An application that has dependencies of its own, and a package manager. */
export class ManagedApplication extends Application {
  #manager;

  /**
   * @param {import('./registry.js').Registry} registry
   * @param {import('./managers.js').Manager} manager
   * @param {string} [tf] what its examples import as TensorFlow.js
   */
  constructor(registry, manager, tf = '@tensorflow/tfjs') {
    super(registry, tf);
    this.#manager = manager;
    for (const file of Object.entries(manager.configuration(registry))) this.write(...file);
  }

  /** @param {string[]} args of the package manager */
  manage(...args) {
    const [program = '', ...start] = this.#manager.command;
    return run(program, [...start, ...args], this.folder);
  }

  /** @param {readonly string[]} names */
  add(names) {
    return this.manage(this.#manager.add, ...names);
  }

  /** Has one version of these packages in the whole application. @param {Record<string, string>} versions */
  override(versions) {
    const { manifest = {}, files = {} } = this.#manager.override(versions);
    this.declare(manifest);
    for (const file of Object.entries(files)) this.write(...file);
    return this.manage('install');
  }

  /**
   * The versions of the copies of tfjs-layers that packages get.
   *
   * @param {readonly string[]} holders packages, or a file of the application for what it gets itself
   */
  async copies(holders) {
    const [program = '', ...options] = this.#manager.node;
    const { ok, stdout } = await run(program, [...options, 'copies.cjs', ...holders], this.folder);
    return ok ? stdout.trim() : 'not found';
  }

  /**
   * What comes of a use of packages, in a word or a line.
   *
   * @param {readonly import('./packages.js').Package[]} packages
   * @param {typeof import('./application.js').USES[number]} use
   */
  async tries(packages, use) {
    const verdicts = new Set();
    for (const pack of packages) verdicts.add(verdict(await this.use(pack, use, this.#manager.node)));
    return [...verdicts].join('; ');
  }
}

/** @param {import('./run.js').Outcome} outcome */
function verdict({ ok, output }) {
  if (ok) return 'ok';
  if (output.includes(OUR_ERROR)) return 'our error';
  return output.match(/^\w*Error\b.*?(?= imported from |;|$)/m)?.[0] ?? output.trim();
}
