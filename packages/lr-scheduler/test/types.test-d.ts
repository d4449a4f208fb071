import {
  cosineDecay,
  LearningRateScheduler,
  oneCycle,
  type Schedule,
  type StepSchedule,
  warmup,
} from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const ofStep: StepSchedule = cosineDecay({ initialLearningRate: 0.1, decaySteps: 100, warmupTarget: undefined });

export const ofRate: Schedule = (_epoch, rate) => rate * 0.9;

export const callback = new LearningRateScheduler(ofRate, { interval: 'batch', keepReductions: true, verbose: 1 });

export const withoutOptions = new LearningRateScheduler((epoch) => 0.1 / (epoch + 1));

export const warmed = new LearningRateScheduler(warmup(ofStep, { warmupSteps: 10 }));

// @ts-expect-error a schedule is needed
new LearningRateScheduler();

// @ts-expect-error a schedule that nobody waits for
new LearningRateScheduler(async () => 0.1);

// @ts-expect-error a rate as text
new LearningRateScheduler(() => '0.1');

// @ts-expect-error a misspelt interval
new LearningRateScheduler(ofRate, { interval: 'step' });

// @ts-expect-error what has no default
cosineDecay({ initialLearningRate: 0.1 });

// @ts-expect-error a name of PyTorch
oneCycle({ maxLr: 0.1, totalSteps: 100 });

// @ts-expect-error the rate changes during a warm-up
warmup(ofRate, { warmupSteps: 10 });
