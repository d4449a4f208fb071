import { type Appender, type Directory, isMissing } from '@cb/files';
import { fromText, type SweepEvent, toText } from '../table/event.js';

/** The file of a sweep: its description in the first line, then an event in each. */
export const JOURNAL = 'sweep.jsonl';

/** What a journal holds. */
export interface Journaled {
  /** The description, as it was written. */
  header: unknown;
  events: SweepEvent[];
}

/**
 * The events of a sweep on the disk. A line is there, also after a power cut, when `append` has resolved; one that was
 * cut off by it is left out when the sweep goes on.
 */
export class Journal {
  readonly #file: Appender;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: Appender) {
    this.#file = file;
  }

  /** @returns `undefined` if there is none. @throws Error if it is damaged elsewhere than at its end */
  static async read(directory: Directory): Promise<Journaled | undefined> {
    let text: string;
    try {
      text = await directory.readText(JOURNAL, Number.MAX_SAFE_INTEGER);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const lines = text.split('\n').slice(0, -1);
    const path = `${directory.path}/${JOURNAL}`;
    const parsed = lines.map((line, index) => {
      try {
        return index === 0 ? JSON.parse(line) : fromText(line);
      } catch (cause) {
        throw new Error(
          `sweep: line ${index + 1} of "${path}" is damaged. Restore the file, or begin in another directory.`,
          {
            cause,
          },
        );
      }
    });
    const [header, ...events] = parsed;
    return header === undefined ? undefined : { header, events };
  }

  /** Writes what is known so far as a whole, and goes on from there. */
  static async open(directory: Directory, { header, events }: Journaled): Promise<Journal> {
    const text = `${[JSON.stringify(header), ...events.map(toText)].join('\n')}\n`;
    await directory.create();
    await directory.replace(JOURNAL, [new TextEncoder().encode(text)]);
    return new Journal(directory.appender(JOURNAL));
  }

  /**
   * Adds an event behind those before.
   *
   * @throws Error if one could not be written: the file may then end in a part of it
   */
  append(event: SweepEvent): Promise<void> {
    const bytes = new TextEncoder().encode(`${toText(event)}\n`);
    this.#writing = this.#writing.then(() => this.#file.append(bytes));
    // Whoever waits is told; the next one too, because nothing may follow on a line that is cut off.
    this.#writing.catch(() => {});
    return this.#writing;
  }
}
