import type { SweepSettings } from './sweep-options.js';

/** What must not change within a sweep. */
export type Description = Pick<SweepSettings, (typeof PARTS)[number]> & { format: 1 };

const PARTS = ['version', 'space', 'search', 'metric', 'direction', 'rule', 'seed'] as const;

/** The options behind the parts, as users know them. */
const OPTIONS: Partial<Record<(typeof PARTS)[number], string>> = { direction: 'mode', rule: 'scheduler' };

export function describe(settings: SweepSettings): Description {
  const parts = Object.fromEntries(PARTS.map((part) => [part, settings[part]]));
  return JSON.parse(JSON.stringify({ format: 1, ...parts }));
}

/**
 * Compares a sweep with that which is there already.
 *
 * @param where where it is, as a message names it
 * @param elsewhere the option that leads to another place
 * @throws Error that names what is different
 */
export function assertSame(where: string, found: unknown, wanted: Description, elsewhere: string): void {
  const there = found as Partial<Description>;
  if (there.format !== 1) {
    throw new Error(
      `sweep: ${where} was written by another version of @cb/sweep. Go on with that one, or begin elsewhere.`,
    );
  }
  // As text, because the order of the hyperparameters is that of a grid.
  const part = PARTS.find((name) => JSON.stringify(there[name]) !== JSON.stringify(wanted[name]));
  if (part === undefined) return;
  const what = part === 'version' ? 'of another version of the trial' : `with another \`${OPTIONS[part] ?? part}\``;
  throw new Error(`sweep: ${where} holds a sweep ${what}. Pass what it began with, or another \`${elsewhere}\`.`);
}
