/** A URL of a local file, in which `%20` is a space. Without a third slash, what follows `file://` is a plain path. */
export const FILE_URL = /^file:(\/(?!\/)|\/\/(localhost)?\/)/i;
