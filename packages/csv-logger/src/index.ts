export { CSVLogger } from './csv-logger.js';
export type { CSVLoggerOptions } from './csv-logger-options.js';
