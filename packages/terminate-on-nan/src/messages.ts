import type { Return } from './last-finite.js';
import type { NotFiniteWeight } from './not-finite.js';
import type { StopReason } from './stop-reason.js';

/** More names than these hide the rest of a message. */
const NAMED = 5;

const REMEDY = 'Lower the learning rate, or look for NaN and infinity in the data.';

/** What was not finite, when, and what to do. */
export function stopMessage(reason: StopReason): string {
  const { metrics, weights } = reason;
  const names = [...Object.entries(metrics).map(([name, value]) => `${name} (${value})`), ...weights.map(described)];
  const sound = weights.length === 0 ? ' All weights are finite.' : '';
  return `TerminateOnNaN: ${happening(reason)} Not finite: ${listed(names)}.${sound} ${REMEDY}`;
}

/** Where the model is, for who goes on with it. */
export function returnMessage({ isToBeginning, optimizerFault }: Return, weights: readonly NotFiniteWeight[]): string {
  const moment = isToBeginning ? 'when training began' : 'when the loss was finite last';
  const what = optimizerFault === undefined ? 'The model and its optimizer are' : 'The weights, not the optimizer, are';
  return [
    ` ${what} back where they were ${moment}.`,
    ...(weights.length > 0 ? [`Not finite even so: ${listed(weights.map(described))}.`] : []),
    ...(optimizerFault === undefined
      ? []
      : [`The reason: ${optimizerFault.replace(/\.$/, '')}. Compile the model before you train on.`]),
  ].join(' ');
}

function happening({ epoch, batch, metrics }: StopReason): string {
  const when = `epoch ${epoch + 1}${batch === undefined ? '' : `, batch ${batch + 1}`}`;
  if (metrics.loss === undefined) return `the last step, ${when}, has spoilt weights.`;
  return `${batch === undefined ? 'the mean loss' : 'the loss'} of ${when} is ${metrics.loss}, so training stops.`;
}

function described({ name, notFinite, size }: NotFiniteWeight): string {
  return `${name} (${notFinite} of ${size} values)`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
