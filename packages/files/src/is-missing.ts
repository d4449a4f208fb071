/** Whether an error of a {@link Directory} says that a file, or a directory above it, is not there. */
export function isMissing(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return [code, cause?.code].some((one) => one === 'ENOENT' || one === 'ENOTDIR');
}
