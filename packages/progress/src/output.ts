/** What a bar is written to: `process.stdout`, `process.stderr`, or any stream that takes text. */
export interface OutputStream {
  write(text: string): unknown;
}

/** Where lines go. */
export interface Output {
  /** Writes a line that stays. */
  print(line: string): void;
  /** Where lines can be drawn anew in place; `undefined` for files, pipes, logs of CI and browsers. */
  readonly terminal: Terminal | undefined;
}

export interface Terminal {
  /** How many characters fit into a line that can be drawn anew. */
  readonly columns: number;
  readonly hasColors: boolean;
  /** Puts these lines, cut to the width, in place of those drawn last, if these are still the last on the terminal. */
  draw(lines: readonly string[]): void;
}
