import { CSVLogger } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const callback = new CSVLogger('log.csv', { separator: ';', append: true, onError: 'warn' });

export const withoutOptions = new CSVLogger('log.csv', undefined);

// @ts-expect-error without a file
new CSVLogger();

// @ts-expect-error options in the place of the file
new CSVLogger({ append: true });

// @ts-expect-error a misspelt option
new CSVLogger('log.csv', { seperator: ';' });

// @ts-expect-error Keras's arguments by position
new CSVLogger('log.csv', ';', true);

// @ts-expect-error another word
new CSVLogger('log.csv', { onError: 'ignore' });
