/** What is wrong with a file, in words for its reader. Any other error while reading says that the file is damaged. */
export class Fault extends Error {}
