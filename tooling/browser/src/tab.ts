import type { BrowserContext, JSHandle, Page } from 'playwright-core';

/** What the page's module exports. */
export type Lab = typeof import('../page/lab.js');

/** A tab of the browser, with the page in it. */
export class Tab {
  readonly #page: Page;
  readonly #address: string;
  #lab: JSHandle<Lab> | undefined;

  static async open(context: BrowserContext, address: string): Promise<Tab> {
    const tab = new Tab(await context.newPage(), address);
    await tab.load();
    return tab;
  }

  private constructor(page: Page, address: string) {
    this.#page = page;
    this.#address = address;
  }

  /** Loads the page, once more if it is there. TensorFlow.js is on the CPU then, where every bit is the same each time. */
  async load(): Promise<void> {
    await this.#page.goto(this.#address);
    const lab = (await this.#page.evaluateHandle('import("/lab.js")')) as JSHandle<Lab>;
    await lab.evaluate(({ tf }) => tf.setBackend('cpu'));
    this.#lab = lab;
  }

  /**
   * Runs code in the page, which it gets with an argument. It sees nothing else of the file that it stands in, and what it
   * returns is copied.
   */
  run<Result, Argument = undefined>(
    code: (lab: Lab, argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result> {
    if (!this.#lab) throw new Error('The page is not loaded.');
    return this.#lab.evaluate(code as never, argument) as Promise<Result>;
  }
}
