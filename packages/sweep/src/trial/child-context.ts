import { show } from '@cb/core/monitor';
import type { Metrics } from '../table/event.js';
import type { TrialContext, TrialFacts } from './context.js';
import type { FromTrial, ToTrial } from './messages.js';

/** What a trial gets in its process, connected with the process that runs the sweep. */
export function contextOf(facts: TrialFacts): TrialContext {
  const interruption = new AbortController();
  /** Those that wait for a verdict, in the order in which they have asked. */
  const waiting: ((verdict: 'continue' | 'stop') => void)[] = [];
  process.on('message', (message: ToTrial) => {
    if (message.type === 'verdict') waiting.shift()?.(message.verdict);
    if (message.type === 'interrupt') interruption.abort(new Error('the machine is to be given back'));
  });
  return {
    ...facts,
    signal: interruption.signal,
    report: (step, value, metrics = {}) => {
      check(step, value, metrics);
      return new Promise((resolve) => {
        waiting.push(resolve);
        process.send?.({ type: 'report', step, value, metrics } satisfies FromTrial);
      });
    },
  };
}

function check(step: unknown, value: unknown, metrics: Metrics): void {
  if (!Number.isInteger(step) || (step as number) < 1) {
    throw new RangeError(`report: the step is ${show(step)}. Pass how many epochs are done, 1 or more.`);
  }
  for (const [name, number] of Object.entries({ ...metrics, value })) {
    if (typeof number !== 'number') throw new TypeError(`report: \`${name}\` is ${show(number)}. Pass a number.`);
  }
}
