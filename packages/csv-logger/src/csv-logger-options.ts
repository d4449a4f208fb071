import { OptionReader, optionError } from '@cb/core/monitor';

export interface CSVLoggerOptions {
  /**
   * The character between two cells.
   * @defaultValue `','`
   */
  separator?: string | undefined;

  /**
   * Keep the rows that the file has: those of epochs before the first one of this training. Otherwise the file is
   * replaced when the first epoch ends.
   * @defaultValue `false`
   */
  append?: boolean | undefined;

  /**
   * What a row that cannot be written, or that the disk does not take, does: `'throw'` ends training; `'warn'` goes on
   * with a warning, and writes the whole log again with the next row, or when training ends.
   * @defaultValue `'throw'`
   */
  onError?: 'throw' | 'warn' | undefined;
}

/** @throws RangeError or TypeError for an option that cannot work */
export function readOptions(options: CSVLoggerOptions | undefined) {
  const read = new OptionReader<CSVLoggerOptions>('CSVLogger', options, "{ separator: ';', append: true }");
  const separator = read.string('separator', ',');
  if (separator.length > 1 || /["\r\n]/.test(separator)) {
    throw optionError('CSVLogger', 'separator', separator, "Pass one character, such as ',', ';' or '\\t'; no quote.");
  }
  const settings = {
    separator,
    append: read.flag('append', false),
    throwsErrors: read.oneOf('onError', 'throw', ['throw', 'warn']) === 'throw',
  };
  read.done();
  return settings;
}
