/**
 * The clock of a process and where it hangs: `offsetMs` from the real one, moved by the next of `jumpsMs` each so many times
 * that somebody looks at it, and the time zone.
 *
 * @typedef {{ offsetMs: number, jumpsMs: number[], everyLooks: number, zone: string }} World
 */

/** @param {World} world that this process is to live in from now on */
export function enter({ offsetMs, jumpsMs, everyLooks, zone }) {
  const RealDate = Date;
  let [offset, looks] = [offsetMs, 0];
  const now = () => {
    looks++;
    if (looks % everyLooks === 0) offset += jumpsMs[(looks / everyLooks - 1) % jumpsMs.length] ?? 0;
    return RealDate.now() + offset;
  };
  process.env.TZ = zone;
  globalThis.Date = /** @type {DateConstructor} */ (
    class extends RealDate {
      /** @param {[]} args */
      constructor(...args) {
        if (args.length === 0) super(now());
        else super(...args);
      }

      static now = now;
    }
  );
}
