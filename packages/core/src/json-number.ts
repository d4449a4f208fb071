/** A value that `JSON.parse(JSON.stringify(value))` gives back as it was. */
export type JSONValue = null | boolean | number | string | JSONValue[] | { [name: string]: JSONValue };

/** A number as JSON can hold it: `null` when there is none, and `"NaN"`, `"Infinity"` or `"-Infinity"`. */
export function toJSONNumber(value: number | undefined): JSONValue {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}

/** What `toJSONNumber` was given. */
export function fromJSONNumber(value: JSONValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
