export { createAppendFile, hasFileSystem, openDirectory } from '#node';
export type { AppendFile, FileNamer } from './append-file.js';
export type { Appender, Chunks, Directory, DirectoryEntry, FileStat, Staged } from './directory.js';
export { faultOf } from './fault-of.js';
export { FILE_URL } from './file-url.js';
export { isMissing } from './is-missing.js';
export { localPath } from './local-path.js';
