import { Event, type Metadata, Summary, type Tensor } from './messages.js';
import { encode, type Message } from './schema.js';

const SESSION_LOG_START = 1;

/** What TensorBoard shows at one step: a tag, the plugin that shows it, and the data. */
export interface Value {
  tag: string;
  metadata: Message<typeof Metadata>;
  tensor: Message<typeof Tensor>;
}

/** The `Event` that every event file begins with. */
export function fileVersionEvent(): Uint8Array {
  return encode(Event, { wallTime: secondsNow(), fileVersion: 'brain.Event:2' });
}

/**
 * The `Event` that says that a run starts, or starts again, at a step. TensorBoard then drops what earlier files of the
 * directory say about this step and later ones.
 */
export function sessionStartEvent(step: number): Uint8Array {
  return encode(Event, { wallTime: secondsNow(), step, sessionLog: { status: SESSION_LOG_START } });
}

export function valueEvent(value: Value, step: number, wallTime = secondsNow()): Uint8Array {
  return encode(Event, { wallTime, step, summary: encodeSummary(value) });
}

export function encodeSummary(value: Value): Uint8Array<ArrayBuffer> {
  return encode(Summary, { values: [value] });
}

/** Since 1970. */
export function secondsNow(): number {
  return Date.now() / 1000;
}
