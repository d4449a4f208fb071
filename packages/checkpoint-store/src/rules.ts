import { OptionReader } from '@cb/core/monitor';

/** How a store is spoken to. */
export interface ObjectStoreRules {
  /**
   * How often a request that failed for a reason that may pass is sent again, after half a second, one, two and so on
   * up to ten.
   * @defaultValue `4`
   */
  retries?: number | undefined;

  /**
   * Milliseconds after which a request counts as failed. The largest ones send 16 MiB, or a whole file of Keras.
   * @defaultValue `60_000`
   */
  timeoutMs?: number | undefined;

  /**
   * Say that no two trainings write to the same place at a time, for a store that cannot write under a condition:
   * otherwise such a store is an error.
   * @defaultValue `false`
   */
  singleWriter?: boolean | undefined;
}

/** The rules, each of them given. */
export type Rules = { [Name in keyof ObjectStoreRules]-?: NonNullable<ObjectStoreRules[Name]> };

export function readRules(rules: ObjectStoreRules | undefined): Rules {
  const read = new OptionReader('objectStore', rules, '{ retries: 8 }');
  const result = {
    retries: read.whole('retries', 4, { min: 0, meaning: 'a whole number, 0 or more' }),
    timeoutMs: read.whole('timeoutMs', 60_000, { min: 1, meaning: 'a whole number of milliseconds, 1 or more' }),
    singleWriter: read.flag('singleWriter', false),
  };
  read.done();
  return result;
}
