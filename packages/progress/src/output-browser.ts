import type { Output, OutputStream } from './output.js';

/** Stands in for `output-node.ts` where there is no terminal: the console takes the lines. */
export function openOutput(stream: OutputStream | undefined): Output {
  const print = (line: string) => (stream === undefined ? console.info(line) : stream.write(`${line}\n`));
  return { print, terminal: undefined };
}
