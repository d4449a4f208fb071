// node install-server.js: has Go build the S3 server that tests need into the user's cache folder, unless it is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { FOLDER, MODULE, PROGRAM } from './versitygw.js';

if (existsSync(PROGRAM)) console.info(`object store: ${PROGRAM} is there already, so there is nothing to do.`);
else install();

function install() {
  console.info(`object store: builds ${MODULE} into ${FOLDER}, once. It takes some minutes.`);
  mkdirSync(FOLDER, { recursive: true });
  const env = { ...process.env, GOBIN: FOLDER };
  const { status, error } = spawnSync('go', ['install', MODULE], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(
    `object store: Go could not build the server (${error?.message ?? 'see above'}). Install Go 1.24 or later.`,
  );
  process.exitCode = 1;
}
