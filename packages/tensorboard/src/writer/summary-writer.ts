/// <reference lib="esnext.disposable" preserve="true" />
import { OptionReader } from '@cb/core/monitor';
import { kerasGraph } from '../data/keras-graph.js';
import { findModel } from '../data/keras-json.js';
import type { TypedArray } from '../data/typed-array.js';
import { secondsNow, sessionStartEvent, type Value, valueEvent } from '../events/event.js';
import { graphValue } from '../events/graph.js';
import type { HParam, HParamsStatus } from '../events/hparams.js';
import { textValue } from '../events/text.js';
import { argumentError } from './argument-error.js';
import { checkNumber, checkStep, checkTag, type LogTime, readTime } from './checks.js';
import { Curves } from './curves.js';
import { EventFile } from './event-file.js';
import { type Embedding, planEmbedding } from './kinds/embedding.js';
import type { Entry } from './kinds/entry.js';
import { type HistogramOptions, histogramEntry } from './kinds/histogram.js';
import { type HParamsOptions, hparamsEndValues, hparamsValues } from './kinds/hparams.js';
import { type Image, type ImageOptions, imageEntry } from './kinds/image.js';
import { type PRCurveOptions, prCurveEntry } from './kinds/pr-curve.js';
import { Pending } from './pending.js';
import { ProjectorFiles } from './projector-files.js';
import type { Sink } from './sink.js';
import { sinkOf } from './sink-of.js';
import type { TensorLike } from './tensor-like.js';

export interface SummaryWriterOptions {
  /**
   * Milliseconds after which what was logged goes to disk. The clock is compared whenever something is logged.
   * @defaultValue `2000`
   */
  flushEveryMs?: number | undefined;
}

/**
 * Writes what TensorBoard shows into one run directory: a new event file per writer, beside those that are there.
 *
 * Logging only fills a buffer, which is written every few seconds and when it is large. Wrong arguments are thrown by
 * the call itself. A failed write is thrown by the next call. What reads a tensor returns a promise, which may be left
 * alone: the tensor must live until it resolves, `flush()` waits for it and throws its failure.
 *
 * Use one writer per directory at a time: a later one in the same process ends the one before.
 *
 * @example
 * ```ts
 * const writer = new SummaryWriter('logs/my-loop');
 * for (let step = 0; step < steps; step++) writer.scalar('loss', await trainStep(), step);
 * await writer.close();
 * ```
 */
export class SummaryWriter implements AsyncDisposable {
  readonly #file: EventFile;
  readonly #projector: ProjectorFiles;
  readonly #flushEveryMs: number;
  readonly #curves = new Curves();
  readonly #pending = new Pending();
  #flushedAt = Date.now();
  #started = false;
  #closed = false;

  /** @param logDir the run directory, as a path or a `file://` URL, which the first write makes; or a sink */
  constructor(logDir: string | Sink, options?: SummaryWriterOptions) {
    const sink = sinkOf('SummaryWriter', logDir);
    this.#file = new EventFile(sink);
    this.#projector = new ProjectorFiles(sink);
    const read = new OptionReader<SummaryWriterOptions>('SummaryWriter', options, '{ flushEveryMs: 1000 }');
    const meaning = 'a number of milliseconds, 0 or more';
    this.#flushEveryMs = read.number('flushEveryMs', 2000, { min: 0, meaning });
    read.done();
  }

  /**
   * Says that this writer logs from a step on: TensorBoard drops what earlier files of the directory hold from there,
   * so that a resumed run continues the curves. Without this call the first thing logged at a step says so with that
   * step.
   */
  start(step: number): void {
    checkStep('SummaryWriter.start', step);
    this.#refuseWhenClosed();
    this.#file.append(sessionStartEvent(step));
    this.#started = true;
  }

  /**
   * One point of a curve.
   *
   * @param tag the curve's name; TensorBoard groups curves by what stands before the first `/`
   * @param value stored as float32; NaN and infinities are logged as they are
   * @param step where on the horizontal axis: a whole number, 0 or more
   * @throws Error if an earlier write has failed
   */
  scalar(tag: string, value: number, step: number, time?: LogTime): void {
    const call = 'SummaryWriter.scalar';
    const curve = this.#curves.of(call, tag);
    checkNumber(call, 'value', value);
    checkStep(call, step);
    const wallTime = readTime(call, time);
    this.#refuseWhenClosed();
    this.#startAt(step);
    const now = Date.now();
    this.#file.appendRecord(curve.record(value, step, wallTime ?? now / 1000));
    this.#flushWhenDue(now);
  }

  /** A point of several curves `group/name`, which TensorBoard shows beside each other. */
  scalars(group: string, values: Record<string, number>, step: number, time?: LogTime): void {
    const call = 'SummaryWriter.scalars';
    checkTag(call, group, 'group', 'a name for the group');
    const isObject = typeof values === 'object' && values !== null;
    if (!isObject) throw argumentError(call, 'values', values, 'Pass an object of numbers.', TypeError);
    for (const [name, value] of Object.entries(values)) checkNumber(call, `values.${name}`, value);
    for (const [name, value] of Object.entries(values)) this.scalar(`${group}/${name}`, value, step, time);
  }

  /**
   * How values are distributed. NaN and infinities are in no bucket: where there are any, the curves `<tag>/nan` and
   * `<tag>/infinite` count them.
   */
  histogram(
    tag: string,
    values: TypedArray | readonly number[] | TensorLike,
    step: number,
    options?: HistogramOptions,
  ): Promise<void> {
    checkStep('SummaryWriter.histogram', step);
    return this.#log(histogramEntry('SummaryWriter.histogram', tag, values, options), step);
  }

  /**
   * Images of one size. Floats are from 0, black, to 1; integers, of a tensor as of pixels, from 0 to 255. What lies
   * outside is cut off.
   */
  image(tag: string, images: Image | readonly Image[], step: number, options?: ImageOptions): Promise<void> {
    checkStep('SummaryWriter.image', step);
    return this.#log(imageEntry('SummaryWriter.image', tag, images, options), step);
  }

  /** A text, which TensorBoard shows as Markdown. */
  text(tag: string, markdown: string, step: number, time?: LogTime): void {
    const call = 'SummaryWriter.text';
    const clean = checkTag(call, tag, 'tag', 'a name for the text');
    if (typeof markdown !== 'string') throw argumentError(call, 'markdown', markdown, 'Pass a string.', TypeError);
    checkStep(call, step);
    this.#log({ values: () => [textValue(clean, markdown)], wallTime: readTime(call, time) }, step);
  }

  /**
   * The layers of a model, and what feeds what.
   *
   * @param model a model of TensorFlow.js, or what it or Keras saves of one, such as the content of a `model.json`
   */
  graph(model: { toJSON(unused?: unknown, asText?: boolean): unknown } | object): void {
    const saved = 'toJSON' in Object(model) ? (model as { toJSON(): unknown }).toJSON() : model;
    const json = findModel(saved);
    const remedy = 'Pass a model of TensorFlow.js, or the JSON of one.';
    if (json === undefined) throw argumentError('SummaryWriter.graph', 'model', model, remedy, TypeError);
    this.#logOnce([graphValue(kerasGraph(json))]);
  }

  /** What this run was made with: a row of the table of hyperparameters. It ends with `hparamsEnd()`. */
  hparams(values: Record<string, HParam>, options?: HParamsOptions): void {
    this.#logOnce(hparamsValues('SummaryWriter.hparams', values, options, secondsNow()));
  }

  /** How the run that `hparams()` has begun went. */
  hparamsEnd(status: HParamsStatus): void {
    this.#logOnce(hparamsEndValues('SummaryWriter.hparamsEnd', status, secondsNow()));
  }

  /**
   * Precision against recall of a classifier of two classes.
   *
   * @param labels which examples are positive
   * @param predictions how sure the classifier is that each is, from 0 to 1
   */
  prCurve(
    tag: string,
    labels: TypedArray | readonly (number | boolean)[],
    predictions: TypedArray | readonly number[],
    step: number,
    options?: PRCurveOptions,
  ): void {
    checkStep('SummaryWriter.prCurve', step);
    this.#log(prCurveEntry('SummaryWriter.prCurve', tag, labels, predictions, options), step);
  }

  /**
   * Points for the projector, in files beside the events; those of one tag replace each other. TensorBoard reads them
   * from a directory of its own machine only.
   */
  embedding(tag: string, embedding: Embedding): Promise<void> {
    const call = 'SummaryWriter.embedding';
    const clean = checkTag(call, tag, 'tag', 'a name for the embedding');
    const plan = planEmbedding(call, clean, embedding);
    this.#refuseWhenClosed();
    // TensorBoard looks for the projector's files only where there are events.
    return this.#pending.add(Promise.all([this.#projector.write(call, plan), this.#file.flush()]).then(() => {}));
  }

  /** Resolves when all that was logged is in the file. @throws Error if that, or an earlier write, has failed */
  async flush(): Promise<void> {
    this.#flushedAt = Date.now();
    await this.#pending.ended();
    await this.#file.flush();
  }

  /**
   * Flushes and ends the file; where nothing was logged, there is none.
   *
   * @throws Error if a write has failed and no call has thrown that yet
   */
  async close(): Promise<void> {
    this.#closed = true;
    try {
      await this.#pending.ended();
    } finally {
      await this.#file.close();
    }
  }

  /** Whether something of what was logged is in the file. */
  get holdsEvents(): boolean {
    return this.#file.holdsEvents;
  }

  /** Is {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Logs what belongs to a step. */
  #log(entry: Entry, step: number): Promise<void> {
    this.#refuseWhenClosed();
    this.#startAt(step);
    const { wallTime = secondsNow() } = entry;
    const values = entry.values();
    if (values instanceof Promise) {
      return this.#pending.add(values.then((read) => this.#append(read, step, wallTime)));
    }
    this.#append(values, step, wallTime);
    return Promise.resolve();
  }

  /** Logs what is of the run as a whole, and so says nothing of the steps before. */
  #logOnce(values: readonly Value[]): void {
    this.#refuseWhenClosed();
    this.#append(values, 0);
  }

  #append(values: readonly Value[], step: number, wallTime?: number): void {
    for (const value of values) this.#file.append(valueEvent(value, step, wallTime));
    this.#flushWhenDue(Date.now());
  }

  #startAt(step: number): void {
    if (!this.#started) this.start(step);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new Error('SummaryWriter: it was closed. Make a new one to log more.');
  }

  /** @param now by the clock of the points, so that it is looked at once; a clock that was set back counts as well */
  #flushWhenDue(now: number): void {
    if (Math.abs(now - this.#flushedAt) < this.#flushEveryMs) return;
    this.#flushedAt = now;
    this.#file.flushInBackground();
  }
}
