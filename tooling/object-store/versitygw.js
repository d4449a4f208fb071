import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = 'v1.8.0';

/** What Go installs. */
export const MODULE = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;

/** The folder in the user's cache for the program. */
export const FOLDER = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cb', `versitygw-${VERSION}`);

/** The program of an S3 server. */
export const PROGRAM = join(FOLDER, process.platform === 'win32' ? 'versitygw.exe' : 'versitygw');
