import { readRecorded } from './read-recorded.js';

/** `templates.json` of `recorder`: what Keras makes of templates of file names. */
export interface RecordedTemplates {
  /** The versions of Keras that were asked, and agree. */
  oracles: string[];
  /** The version of Python, whose `str.format` Keras calls. */
  python: string;
  seed: string;
  cases: RecordedTemplate[];
}

/** A template, what it is filled with, and the file name or Python's error. */
export interface RecordedTemplate {
  id: string;
  template: string;
  /** As hooks count it, from 0. */
  epoch: number;
  /** As hooks count it, from 0; `null` at the end of an epoch. */
  batch: number | null;
  logs: Record<string, number>;
  expected?: string;
  error?: { type: string; message: string };
  /** Ours does not fill it, whatever Python makes of it. */
  refused?: true;
}

/**
 * Reads the recorded templates.
 *
 * @param folder where they are; the environment variable `KERAS_TRACES` names another folder
 */
export function readTemplates(folder: URL): RecordedTemplates {
  return readRecorded('templates.json', folder);
}
