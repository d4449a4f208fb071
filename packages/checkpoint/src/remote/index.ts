export type { CheckpointFormat, IndexEntry } from '../catalog/checkpoint-index.js';
export { readEntry, writeEntry } from '../catalog/checkpoint-index.js';
export { type BestOptions, readRanking } from '../catalog/choose-ranking.js';
export type { CheckpointFacts } from '../catalog/facts.js';
export { ranked } from '../catalog/rank-checkpoints.js';
export { endingOf } from '../keras/format.js';
export type { SavedFile } from '../model/saved-file.js';
export { MODEL_JSON, weightsName } from '../tensorflow/file-names.js';
export { type CheckpointContent, decodeContent, type StoredContent } from './content.js';
export {
  type Displaced,
  REMOTE_PATH,
  type RemoteDirectory,
  type RemotePath,
  type RemoteWriter,
} from './remote-path.js';
