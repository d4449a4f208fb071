/** Bytes that are hashed, and read or written, at a time. */
export const PIECE = 4 * 1024 * 1024;
