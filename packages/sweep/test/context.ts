import type { TrialContext } from '../src/index.js';

/** What a trial gets, without a sweep behind it. */
export function contextThat(answers: Partial<TrialContext> = {}): TrialContext {
  return {
    trial: 1,
    attempt: 1,
    params: {},
    seed: 0,
    metric: 'loss',
    mode: 'min',
    directory: '/nowhere',
    signal: new AbortController().signal,
    report: async () => 'continue',
    ...answers,
  };
}
