// @ts-check

/** Something the person at the terminal can put right: one line that says what is wrong and what to do. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {{ exitCode?: number, cause?: unknown }} [options] `exitCode`: 1, or 2 when the command was wrong
   */
  constructor(message, { exitCode = 1, cause } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
