import { inLanes, numbersFrom } from '../lanes.js';
import { Trial } from '../whole/kills.js';

const SIZE = { epochs: 8, ofLife: 4 };

const [HOUR, YEAR] = [3_600_000, 31_557_600_000];

/** They change their clocks at other times of the year, and by another amount. */
const ZONES = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

/**
 * Kills trainings until they end, each life in another time zone and with a clock that was set forward or back, and is again
 * while it trains. What they come to must be what one comes to in the real world.
 *
 * @param {{ attempts: number, seed: number, short: boolean }} options
 * @param {import('../tally.js').Tally} tally
 */
export async function turnClocks({ attempts, seed, short }, tally) {
  const counts = { ended: 0, again: 0, aimed: 0, epochs: 0 };
  let jumps = 0;
  const worldOf = (/** @type {() => number} */ random) => {
    jumps++;
    return {
      offsetMs: Math.round((random() - 0.5) * 2 * YEAR),
      jumpsMs: [-1, 3, -25, 49, -26].map((hours) => Math.round(hours * HOUR * (0.5 + random()))),
      everyLooks: 1 + Math.floor(random() * 40),
      zone: ZONES[Math.floor(random() * ZONES.length)] ?? 'UTC',
    };
  };
  await inLanes(numbersFrom(seed, attempts), { short }, async (turn) => {
    await new Trial(turn, SIZE, tally, counts, { worldOf }).run();
    tally.steps.done++;
  });
  tally.faults += jumps;
  tally.remarks.push(
    `clocks: ${counts.ended} trainings killed until they ended, and compared with others; ${jumps} lives, each with a clock of ` +
      'its own, which jumped while it trained',
  );
}
