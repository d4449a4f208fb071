import { type SweepOptions, SweepReporter, type SweepResult, sweep, type Trial } from '../src/index.js';

const options: SweepOptions = { trial: 'trial.js', space: { units: [1, 2], rate: { min: 0, max: 1 } }, metric: 'loss' };
const result: Promise<SweepResult> = sweep(options);
const value: number | undefined = (await result).best.value;
const trial: Trial = async (context) => {
  const answer: 'continue' | 'stop' = await context.report(1, 0.5, { acc: 1 });
  void [answer, new SweepReporter(context, { monitor: 'acc' }), context.params.units];
  // @ts-expect-error what a trial was told does not change
  context.attempt = 2;
};
void [value, trial];

// @ts-expect-error a metric decides
void sweep({ trial: 'trial.js', space: { units: [1] } });
// @ts-expect-error a range has two ends
void sweep({ ...options, space: { rate: { min: 0 } } });
// @ts-expect-error there is no such scheduler
void sweep({ ...options, scheduler: 'hyperband' });
// @ts-expect-error an option of another scheduler
void sweep({ ...options, scheduler: { type: 'asha', startupTrials: 3 } });
// @ts-expect-error a reporter belongs to a trial
void new SweepReporter();
