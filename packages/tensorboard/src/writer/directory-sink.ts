import { createAppendFile, openDirectory } from '@cb/files';
import type { Sink } from './sink.js';

/** A directory of the file system, which the first file makes. @param location its absolute path */
export function directorySink(location: string): Sink {
  return {
    location,
    open: (nameOf) => createAppendFile(location, nameOf),
    writeFile: async (name, bytes) => {
      const directory = openDirectory(location);
      await directory.create();
      await directory.replace(name, [bytes]);
    },
    child: (name) => directorySink(`${location}/${name}`),
  };
}
