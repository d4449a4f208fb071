import { appendFileSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { memorySink, SummaryWriter } from '../../src/writer.js';
import { eventFiles, readCurve, readEvents } from '../read-events.js';
import { temporaryDirectory } from '../temporary-directory.js';

test('a second writer takes a new file, after all that the first has logged, and ends the first', async () => {
  const directory = temporaryDirectory();
  const first = new SummaryWriter(directory);
  first.scalar('loss', 1, 0);
  await first.flush();
  first.scalar('loss', 2, 1);
  const second = new SummaryWriter(pathToFileURL(directory).href);
  second.scalar('loss', 3, 2);
  await second.flush();
  expect(() => first.scalar('loss', 9, 9)).toThrow(
    `SummaryWriter: a later writer has taken over "${directory}". ` +
      'Log with that one, or give each writer a directory of its own.',
  );
  await first.flush();
  await first.close();
  second.scalar('loss', 4, 3);
  const third = new SummaryWriter(directory);
  await third.flush();
  expect(() => second.scalar('loss', 9, 9)).toThrow('a later writer has taken over');
  await Promise.all([second.close(), third.close()]);
  const files = eventFiles(directory).map((file) =>
    readEvents(readFileSync(file)).flatMap(({ scalar }) => scalar ?? []),
  );
  expect(files.map((scalars) => scalars.map(({ value }) => value))).toEqual([[1, 2], [3, 4], []]);
});

test('the first writer goes on until the second one writes', async () => {
  const directory = temporaryDirectory();
  const first = new SummaryWriter(directory);
  await first.flush();
  const second = new SummaryWriter(directory);
  first.scalar('loss', 1, 0);
  await first.close();
  await second.close();
  expect(readCurve(directory, 'loss')).toEqual([[0, 1]]);
  expect(eventFiles(directory)).toHaveLength(1);
});

test('a writer takes the place of one that failed, and of one that was closed', async () => {
  const directory = temporaryDirectory();
  const closed = new SummaryWriter(directory);
  await closed.flush();
  await closed.close();
  const failing = new SummaryWriter({ location: directory, open: async () => Promise.reject(new Error('full')) });
  failing.scalar('loss', 1, 0);
  await expect(failing.flush()).rejects.toThrow(
    `TensorBoard: cannot create an event file in "${directory}" (full). ` +
      'Pass a `logDir` that can be created and written to.',
  );
  const next = new SummaryWriter(directory);
  next.scalar('loss', 2, 1);
  await next.close();
  expect(readCurve(directory, 'loss')).toEqual([[1, 2]]);
});

test('writers in different directories, and in two memory sinks, leave each other alone', async () => {
  const writers = [temporaryDirectory(), temporaryDirectory(), memorySink(), memorySink()].map(
    (place) => new SummaryWriter(place),
  );
  for (const writer of writers) await writer.flush();
  for (const writer of writers) writer.scalar('loss', 1, 0);
  await Promise.all(writers.map((writer) => writer.close()));
});

test('half a record that another process has left stays as it is', async () => {
  const directory = temporaryDirectory();
  const crashed = new SummaryWriter(directory);
  crashed.scalar('loss', 1, 0);
  await crashed.close();
  const [file] = eventFiles(directory) as [string];
  appendFileSync(file, new Uint8Array([90, 0, 0]));
  const left = readFileSync(file);
  const next = new SummaryWriter(directory);
  next.scalar('loss', 2, 1);
  await next.close();
  expect(readFileSync(file)).toEqual(left);
  expect(readCurve(directory, 'loss')).toEqual([
    [0, 1],
    [1, 2],
  ]);
});
