/** @param note what else there is to know, as sentences */
export function remoteError(owner: string, what: string, url: string, cause: unknown, note = ''): Error {
  const { message, remedy = 'Mend that, or pass another path.' } = cause as Error & { remedy?: string };
  return new Error(`${owner}: cannot ${what} "${url}" (${message}). ${note}${remedy}`, { cause });
}
