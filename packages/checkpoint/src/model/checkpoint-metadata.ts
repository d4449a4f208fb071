import type { JSONValue } from '@cb/core';
import type { io } from '@tensorflow/tfjs-core';
import type { NotedOptimizer } from './noted-optimizer.js';

type Metadata = NonNullable<io.ModelArtifacts['userDefinedMetadata']>;

/** The one key of a model's metadata that is ours; all others are the user's. */
export const OWN_KEY = '@cb/checkpoint';

/** What a checkpoint holds beside what TensorFlow.js reads. */
export interface OwnMetadata {
  optimizer?: NotedOptimizer;
  /** How the model was compiled, where TensorFlow.js could not load a model that is compiled so. */
  trainingConfig?: io.TrainingConfig;
  /** As `writeFacts` gives them. */
  facts?: Record<string, JSONValue>;
  /** The values of the callbacks that a backup keeps, in their order. */
  callbacks?: Record<string, JSONValue>[];
}

/**
 * The user's metadata and ours. What was ours before is replaced: TensorFlow.js leaves it on the models that it loads.
 */
export function withOwnMetadata(metadata: Metadata | undefined, own: OwnMetadata): Metadata | undefined {
  const users = usersMetadata(metadata);
  // Ours first: a search for checkpoints looks at the beginning of a file.
  return Object.keys(own).length === 0 ? users : { [OWN_KEY]: own, ...users };
}

/** The metadata without ours, or nothing if it was all ours. */
export function usersMetadata(metadata: Metadata | undefined): Metadata | undefined {
  if (!metadata || !Object.hasOwn(metadata, OWN_KEY)) return metadata;
  const { [OWN_KEY]: _, ...users } = metadata;
  return Object.keys(users).length === 0 ? undefined : users;
}

export function ownMetadata(metadata: Metadata | undefined): OwnMetadata {
  return metadata?.[OWN_KEY] ?? {};
}
