import { argumentError } from './argument-error.js';
import { checkText } from './checks.js';
import { directorySink } from './directory-sink.js';
import { localDirectory } from './local-directory.js';
import type { Sink } from './sink.js';

/** The sink that is meant by a `logDir`. @throws Error if it is none, and in a browser if it is a path */
export function sinkOf(owner: string, logDir: string | Sink): Sink {
  if (typeof Object(logDir).open === 'function') return logDir as Sink;
  const path = logDir as string;
  checkText(owner, 'logDir', path, 'the path of a directory');
  return directorySink(localDirectory(path, (remedy) => argumentError(owner, 'logDir', path, remedy)));
}
