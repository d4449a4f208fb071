export { Bars, type BarsOptions, type DrawBar } from './bars.js';
export type { OutputStream } from './output.js';
export { ProgbarLogger, type ProgbarLoggerOptions } from './progbar-logger.js';
