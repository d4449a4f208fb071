import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel } from '../src/index.js';

/** Epochs to feed that report these losses. */
export function losses(...values: number[]): { loss: number }[] {
  return values.map((loss) => ({ loss }));
}

/** The names of the checkpoints in a directory. */
export function checkpointsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, 'model.json')))
    .sort();
}

export interface Listed {
  path: string;
  format: string;
  epoch: number;
  batch?: number;
  step?: number;
  savedAt: string;
  monitor?: { metric: string; direction: string };
  metrics: Record<string, number | string>;
  size: number;
  files: { name: string; size: number; sha256: string; modified?: number }[];
}

/** What `checkpoints.json` lists. */
export function listedIn(directory: string): Listed[] {
  return JSON.parse(readFileSync(join(directory, 'checkpoints.json'), 'utf8')).checkpoints;
}

/** The path of the weights of a checkpoint. */
export function weightsFile(checkpoint: string): string {
  const [name] = readdirSync(checkpoint).filter((one) => one.endsWith('.bin'));
  return join(checkpoint, name as string);
}

/** Changes one bit in the middle of a file. */
export function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(path, bytes);
}

export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** All weights of a model, as bytes. */
export function weightsOf(model: LayersModel): Uint8Array[] {
  return model.getWeights().map((tensor) => new Uint8Array(tensor.dataSync().slice().buffer));
}

/** All weights of a checkpoint, as bytes. */
export async function weightsIn(path: string): Promise<Uint8Array[]> {
  const model = await loadModel(path, { compile: false });
  const weights = weightsOf(model);
  model.dispose();
  return weights;
}

/** The JSON of a file, written anew as somebody does who forges it. */
export function unsealed(file: string): string {
  return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
}
