/** What BullMQ's keys begin with; the braces keep all of a sweep in one slot of a cluster. */
export const PREFIX = '{cb-sweep}';

/** The table of a sweep, as keys of Redis. Those of BullMQ have other names: an id of a job has no colon. */
export function keysOf(name: string) {
  const base = `${PREFIX}:${name}:table`;
  return {
    base,
    /** What must not change, and what workers need to know. */
    description: `${base}:description`,
    /** All events, in their order. */
    events: `${base}:events`,
    /** There when all trials have ended. */
    finished: `${base}:finished`,
    /** What workers have given up for, one text each. */
    faults: `${base}:faults`,
  };
}

/** The id of a trial's job: BullMQ takes no number. */
export function jobIdOf(trial: number): string {
  return `trial-${trial}`;
}

/** @throws RangeError for a name that keys cannot have */
export function checkName(owner: string, name: string): string {
  if (/^[\w.-]+$/.test(name)) return name;
  throw new RangeError(
    `${owner}: the name of the sweep is ${JSON.stringify(name)}. Use letters, digits, ".", "_" and "-".`,
  );
}
