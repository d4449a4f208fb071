/** The file that makes a directory a checkpoint, by naming its weights. */
export const MODEL_JSON = 'model.json';

/** Weights that this package wrote: no other file is ever deleted. */
export const OWN_WEIGHTS = /^weights\.(?<hash>[0-9a-f]{16})-[0-9a-f]{12}\.bin$/;

/** Says what is in the file, and is used once: what is removed is never what somebody has just written. */
export function weightsName(sha256: string): string {
  const unique = crypto.randomUUID().slice(-12);
  return `weights.${sha256.slice(0, 16)}-${unique}.bin`;
}
