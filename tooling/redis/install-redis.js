// node install-redis.js: brings a Redis from Debian's archive into the user's cache folder, unless there is one.
import { findRedis, REMEDY } from './find-redis.js';

const found = findRedis();
if (found) console.info(`redis: ${found.program}`);
else {
  console.error(`redis: there is none on this machine, and none in the archive. ${REMEDY}`);
  process.exitCode = 1;
}
