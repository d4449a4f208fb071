// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { roundsOf } from './effort.js';

/**
 * Lets the contestants do their work in turn, several rounds, so that what slows the machine down for a while meets all
 * of them. The first round is to warm up.
 *
 * @template Sample
 * @param {Record<string, () => Promise<Sample | undefined>>} contestants each does its work and returns what was
 *   measured, such as milliseconds; `undefined` if it cannot take part
 * @param {{ rounds: number, pauseMs?: number }} options `pauseMs` lets threads of the one before come to their end
 * @returns {Promise<{ who: string, samples: Sample[] }[]>} the samples of each that could take part
 */
export async function contest(contestants, { rounds, pauseMs = 0 }) {
  const rows = Object.keys(contestants).map((who) => ({ who, samples: /** @type {Sample[]} */ ([]) }));
  for (let round = 0; round <= roundsOf(rounds); round++) {
    for (const { who, samples } of rows) {
      if (pauseMs > 0) await sleep(pauseMs);
      const sample = await contestants[who]?.();
      if (round > 0 && sample !== undefined) samples.push(sample);
    }
  }
  return rows.filter(({ samples }) => samples.length > 0);
}

/**
 * One of several things that were measured of each contestant.
 *
 * @template Sample
 * @param {readonly { who: string, samples: Sample[] }[]} rows
 * @param {(sample: Sample) => number} pick
 * @returns {import('./measure.js').Row[]}
 */
export function rowsOf(rows, pick) {
  return rows.map(({ who, samples }) => ({ who, samples: samples.map(pick) }));
}

/**
 * @param {() => unknown} action
 * @returns {Promise<number>} how many milliseconds it takes
 */
export async function timed(action) {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}
