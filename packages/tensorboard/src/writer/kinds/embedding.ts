import { OptionReader } from '@cb/core/monitor';
import { type EmbeddingFiles, type EmbeddingMetadata, metadataFile, vectorsFile } from '../../data/projector.js';
import type { TypedArray } from '../../data/typed-array.js';
import { argumentError } from '../argument-error.js';
import { isNumeric, isTensor, isTypedArray, type TensorLike } from '../tensor-like.js';

export interface Embedding {
  /** A tensor of rank 2, a point in each row; or its values, row by row, with `dimensions`. */
  vectors: TensorLike | TypedArray;

  /**
   * How many numbers a point has, where `vectors` does not say so. @defaultValue what `metadata` leaves for each label
   */
  dimensions?: number | undefined;

  /** A label for each point, or several columns with a value for each point. */
  metadata?: EmbeddingMetadata | undefined;
}

/** An embedding that was checked, and the files that it is to become. */
export interface EmbeddingPlan extends EmbeddingFiles {
  write(writeFile: (name: string, bytes: Uint8Array) => Promise<void>): Promise<void>;
}

const VECTORS = 'Pass a tensor of rank 2, or a typed array with `dimensions`, with at least one point.';
const METADATA = 'Pass an array of labels, or an object of columns.';

export function planEmbedding(call: string, tag: string, embedding: Embedding): EmbeddingPlan {
  const known = withKnownMembers(call, embedding);
  const { vectors, metadata } = known;
  const [points, dimensions] = shapeOf(call, known);
  if (metadata !== undefined) checkMetadata(call, metadata, points);
  const file = encodeURIComponent(tag).replaceAll('*', '%2A');
  const tensorPath = `${file}.tsv`;
  const metadataPath = metadata && `${file}.metadata.tsv`;
  return {
    tensorName: tag,
    tensorPath,
    metadataPath,
    write: async (writeFile) => {
      const values = isTensor(vectors) ? await vectors.data() : vectors;
      await writeFile(tensorPath, vectorsFile(values, dimensions));
      if (metadata && metadataPath) await writeFile(metadataPath, metadataFile(metadata));
    },
  };
}

/** @throws TypeError for a member that is none */
function withKnownMembers(call: string, embedding: Embedding): Embedding {
  const read = new OptionReader<Embedding>(call, embedding);
  for (const name of ['vectors', 'dimensions', 'metadata'] as const) read.has(name);
  read.done();
  return Object(embedding);
}

function shapeOf(call: string, { vectors, dimensions, metadata }: Embedding): [points: number, dimensions: number] {
  if (isTensor(vectors)) {
    const [points = 0, size = 0] = vectors.shape;
    if (vectors.shape.length === 2 && points > 0 && size > 0 && isNumeric(vectors)) return [points, size];
    throw argumentError(call, 'vectors', vectors, VECTORS);
  }
  if (!isTypedArray(vectors)) throw argumentError(call, 'vectors', vectors, VECTORS, TypeError);
  const size = dimensions ?? vectors.length / rowsOf(metadata);
  const points = vectors.length / size;
  if (Number.isSafeInteger(size) && Number.isSafeInteger(points) && points > 0) return [points, size];
  const remedy = `Pass a whole number of which the ${vectors.length} values of \`vectors\` are a multiple.`;
  throw argumentError(call, 'dimensions', dimensions, remedy);
}

function rowsOf(metadata: EmbeddingMetadata = []): number {
  return Array.isArray(metadata) ? metadata.length : Number(Object.values(metadata)[0]?.length);
}

function checkMetadata(call: string, metadata: EmbeddingMetadata, points: number): void {
  if (typeof metadata !== 'object' || metadata === null) {
    throw argumentError(call, 'metadata', metadata, METADATA, TypeError);
  }
  const columns = Array.isArray(metadata) ? { metadata } : metadata;
  for (const [name, column] of Object.entries(columns)) {
    const argument = Array.isArray(metadata) ? 'metadata' : `metadata.${name}`;
    if (!Array.isArray(column)) throw argumentError(call, argument, column, METADATA, TypeError);
    if (column.length === points) continue;
    throw new RangeError(`${call}: \`${argument}\` has ${column.length} values. Pass ${points}, one for each point.`);
  }
}
