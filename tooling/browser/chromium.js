import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export const REMEDY = 'Install it (on Debian as root: `apt-get install chromium`), or name one in CB_CHROMIUM.';

/** The Chromium to test in: the one that `CB_CHROMIUM` names, else the one on the path, if there is one. */
export function findChromium({ CB_CHROMIUM, PATH = '' } = process.env) {
  if (CB_CHROMIUM) return CB_CHROMIUM;
  const folders = PATH.split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Why the tests in Chromium are left out, if they are. In CI they may not be. */
export function whySkipped(environment = process.env) {
  if (environment.CI === 'true' || findChromium(environment)) return undefined;
  return `There is no Chromium: nothing ran in a browser. ${REMEDY}`;
}
