import type { CheckpointFormat } from '../catalog/checkpoint-index.js';
import { formatOf } from '../keras/format.js';
import { refuseUnportable } from '../keras/index.js';
import type { ConvertCommand } from './command-line.js';
import { type Conversion, fitted, holdsWeightsAlone, withWeights } from './conversion.js';
import { complain } from './print.js';
import { readArtifacts, snapshotIn } from './read-checkpoint.js';
import { openTarget, saveTo, type Target } from './target.js';

/** Writes a checkpoint in another format, whole or not at all. @throws Error that says what cannot be carried */
export async function convert(command: ConvertCommand): Promise<void> {
  const target = await openTarget(command.target, command.force);
  const { format } = target;
  const { snapshot, topology, leftOut } = await converted(command, target);
  if (format !== 'tfjs') refuseUnportable(format, snapshot.description);
  const unwritten = await saveTo(target, snapshot, topology);
  // What is said on the way in and again on the way out is about training in between, in TensorFlow.js.
  const isOfBoth = (what: string) => leftOut.includes(what) && unwritten.includes(what);
  for (const what of [...leftOut, ...unwritten]) if (!isOfBoth(what)) complain(what);
}

async function converted({ source, model }: ConvertCommand, { format }: Target): Promise<Conversion> {
  if (model !== undefined) return convertedWith(model, source, format);
  const { artifacts, leftOut } = await readArtifacts(source);
  const snapshot = snapshotIn(source, artifacts);
  if (artifacts.modelTopology) {
    const conversion = fitted(snapshot, format);
    return { ...conversion, leftOut: [...unlessWeights(format, leftOut), ...conversion.leftOut] };
  }
  // Weights keep their names and their order from one directory to another.
  if (format === 'tfjs' && formatOf(source) === undefined) return { snapshot, leftOut };
  throw new Error(
    `"${source}" holds weights alone, and does not say which layers they belong to. ` +
      'Pass --model with a checkpoint that holds the whole model.',
  );
}

/** @param path that of the whole model */
async function convertedWith(path: string, source: string, format: CheckpointFormat): Promise<Conversion> {
  const { artifacts: model, leftOut } = await readArtifacts(path);
  const topology = model.modelTopology as object | undefined;
  if (!topology) throw new Error(`"${path}" holds weights alone. Pass --model with one that holds the whole model.`);
  const { artifacts } = await readArtifacts(source, topology);
  if (artifacts.modelTopology) throw new Error(`"${source}" holds the whole model. Leave --model out.`);
  const weights = snapshotIn(source, artifacts);
  try {
    const whole = withWeights(model, weights);
    return { ...fitted(whole.snapshot, format), leftOut: [...unlessWeights(format, leftOut), ...whole.leftOut] };
  } catch (cause) {
    throw new Error(
      `the weights in "${source}" do not fit the model in "${path}": ${(cause as Error).message}. ` +
        'Pass a checkpoint of the model that they were saved of.',
      { cause },
    );
  }
}

/** What could not be read is how training goes on, of which weights alone say nothing. */
function unlessWeights(format: CheckpointFormat, leftOut: string[]): string[] {
  return holdsWeightsAlone(format) ? [] : leftOut;
}
