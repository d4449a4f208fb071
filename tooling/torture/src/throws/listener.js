/** Hears what nobody should say: warnings, and rejections that nobody handles. */
export class Listener {
  /** @type {string[]} */
  heard = [];
  #warn = console.warn;
  #note = (/** @type {unknown} */ error) => {
    this.heard.push(`unhandled: ${error}`);
  };

  constructor() {
    console.warn = (text) => this.heard.push(`it said: ${text}`);
    process.on('unhandledRejection', this.#note);
  }

  stop() {
    console.warn = this.#warn;
    process.off('unhandledRejection', this.#note);
  }
}
