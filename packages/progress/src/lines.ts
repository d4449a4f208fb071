import { printable } from '@cb/core/monitor';
import { elapsedText, metricText, rateText, timeLeftText } from './number-texts.js';

/** What both lines tell of an epoch. */
export interface EpochState {
  /** Of the training, where there are several. */
  name: string | undefined;
  /** Counted from 0. */
  epoch: number;
  epochs: number;
  /** That the epoch has behind it. */
  batches: number;
  /** That the epoch is to have; `undefined` when it is not known. */
  steps: number | undefined;
  seconds: number;
  /** Left out unless it is above 0 and finite. */
  samplesPerSecond: number;
  metrics: Record<string, number>;
}

const LONGEST_BAR = 20;
const SHORTEST_BAR = 5;
const [GREEN, DIM, RESET] = ['\x1b[32m', '\x1b[2m', '\x1b[0m'];

/** An epoch that is over: `Epoch 3/10 100/100 - 2s - 1,203 samples/s - loss: 0.1234 - val_loss: 0.2345`. */
export function epochLine(state: EpochState): string {
  const { batches, steps = batches, seconds } = state;
  return [`${title(state)}${count(batches, steps)}`, elapsedText(seconds), ...measured(state)].join(' - ');
}

/**
 * An epoch on its way: `Epoch 3/10  42/100 ━━━━━━━━──────────── 3s left - 1,203 samples/s - loss: 0.1234`. Where there
 * is too little room for all, the bar gives way first, then the metrics from the last.
 *
 * @param secondsLeft of this epoch; left out when it is not finite
 */
export function liveLine(
  state: EpochState & { secondsLeft: number },
  { columns, hasColors }: { columns: number; hasColors: boolean },
): string {
  const { batches, steps, seconds, secondsLeft } = state;
  const isTimeKnown = steps !== undefined && Number.isFinite(secondsLeft);
  const time = isTimeKnown ? `${timeLeftText(Math.max(0, secondsLeft))} left` : elapsedText(seconds);
  const start = `${title(state)}${steps === undefined ? `${batches}/Unknown` : count(batches, steps)}`;
  const end = [time, ...measured(state)].join(' - ');
  const room = Math.min(LONGEST_BAR, columns - start.length - end.length - 2);
  if (steps === undefined || room < SHORTEST_BAR) return `${start} ${end}`;
  return `${start} ${bar(room, Math.min(1, batches / steps), hasColors)} ${end}`;
}

/** Keras leaves out the number of the only epoch. */
function title({ name, epoch, epochs }: EpochState): string {
  return (name === undefined ? '' : `${name}: `) + (epochs === 1 ? '' : `Epoch ${count(epoch + 1, epochs)} `);
}

function count(done: number, all: number): string {
  return `${String(done).padStart(String(all).length)}/${all}`;
}

function measured({ samplesPerSecond, metrics }: EpochState): string[] {
  const isKnown = samplesPerSecond > 0 && Number.isFinite(samplesPerSecond);
  return [
    ...(isKnown ? [`${rateText(samplesPerSecond)} samples/s`] : []),
    ...Object.entries(metrics).map(([name, value]) => `${printable(name)}: ${metricText(value)}`),
  ];
}

function bar(length: number, share: number, hasColors: boolean): string {
  const done = '━'.repeat(Math.floor(length * share));
  const rest = '─'.repeat(length - done.length);
  return hasColors ? `${GREEN}${done}${RESET}${DIM}${rest}${RESET}` : done + rest;
}
