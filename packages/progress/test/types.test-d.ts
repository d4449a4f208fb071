import { Bars, ProgbarLogger } from '../src/index.js';

/** What must compile, and, under `@ts-expect-error`, what must not. The type check is the test. */
export const bars = new Bars({ stream: process.stderr });

export const callback = new ProgbarLogger({ verbose: 2, name: 'lr 0.1', bars });

export const withoutOptions = [new ProgbarLogger(), new Bars()];

// @ts-expect-error a misspelt option
new ProgbarLogger({ nam: 'lr 0.1' });

// @ts-expect-error the word that Keras's fit takes
new ProgbarLogger({ verbose: 'auto' });

// @ts-expect-error a stream is not bars
new ProgbarLogger({ bars: process.stderr });

// @ts-expect-error the path of a file
new Bars({ stream: 'log.txt' });
