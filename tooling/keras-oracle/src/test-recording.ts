import { afterEach, expect, test, vi } from 'vitest';
import { type RecordedCase, type Recording, summaryOf, titleOf } from './recording.js';
import type { Listen } from './replay-of-run.js';

/**
 * Makes a test of each case of a recording, and one that none was left out.
 *
 * @param check replays a case, and throws when the callback does anything else than it should
 */
export function testRecording<Run>(
  recording: Recording<Run>,
  check: (recorded: RecordedCase<Run>) => Promise<void>,
): void {
  let replayed = 0;
  afterEach(() => {
    vi.restoreAllMocks();
  });
  for (const recorded of recording.cases) {
    test(titleOf(recording, recorded), async () => {
      await check(recorded);
      replayed++;
    });
  }
  test('every recorded case was replayed', () => {
    console.info(summaryOf(recording, replayed));
    expect(replayed).toBe(recording.cases.length);
  });
}

/** Hears what a callback prints and warns of. */
export const listen: Listen = (print, warn) => {
  vi.spyOn(console, 'info').mockImplementation(print);
  vi.spyOn(console, 'warn').mockImplementation(warn);
};
