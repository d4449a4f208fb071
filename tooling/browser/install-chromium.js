// node install-chromium.js: has Debian's archive install Chromium, unless there is one.
import { spawnSync } from 'node:child_process';
import { findChromium, REMEDY } from './chromium.js';

const INSTALL = ['install', '--yes', '--no-install-recommends', 'chromium'];

const found = findChromium();
if (found) console.info(`browser: ${found} is there already, so there is nothing to do.`);
else if (process.getuid?.() !== 0 || !hasArchive()) fail(`there is no Chromium. ${REMEDY}`);
// The lists of a fresh machine are missing, or older than what the archive still has.
else if (!aptGet(...INSTALL) && !(aptGet('update') && aptGet(...INSTALL))) fail('apt-get could not install Chromium.');
else if (!findChromium()) fail(`apt-get installed Chromium, but not on the path. ${REMEDY}`);

function hasArchive() {
  return spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** @param {string[]} args */
function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** @param {string} reason */
function fail(reason) {
  console.error(`browser: ${reason}`);
  process.exitCode = 1;
}
