import { readFileSync } from 'node:fs';
import { decode } from './scenario.js';

/** Reads a file of `recorder` from the folder, or from the one that the environment variable `KERAS_TRACES` names. */
export function readRecorded<File>(file: string, folder: URL): File {
  const { KERAS_TRACES } = process.env;
  const path = KERAS_TRACES ? `${KERAS_TRACES}/${file}` : new URL(file, folder);
  return JSON.parse(readFileSync(path, 'utf8'), (_, value) => decode(value));
}
