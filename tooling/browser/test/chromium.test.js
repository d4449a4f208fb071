import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findChromium, whySkipped } from '../chromium.js';

const [empty, full] = [mkdtempSync(join(tmpdir(), 'path-')), mkdtempSync(join(tmpdir(), 'path-'))];
for (const name of ['google-chrome', 'chromium']) writeFileSync(join(full, name), '');
afterAll(() => {
  for (const folder of [empty, full]) rmSync(folder, { recursive: true });
});

const reason = whySkipped();
if (reason) console.warn(reason);

describe('findChromium', () => {
  test('takes Chromium from the path, before other browsers of its kind', () => {
    expect(findChromium({ PATH: [empty, full].join(delimiter) })).toBe(join(full, 'chromium'));
    expect(findChromium({ PATH: empty })).toBeUndefined();
  });

  test('takes the one that CB_CHROMIUM names, whatever is on the path', () => {
    expect(findChromium({ PATH: full, CB_CHROMIUM: '/opt/chromium' })).toBe('/opt/chromium');
  });
});

describe('whySkipped', () => {
  test('has no reason where there is a Chromium', () => {
    expect(whySkipped({ PATH: full })).toBeUndefined();
  });

  test('has one where there is none, but not in CI', () => {
    expect(whySkipped({ PATH: empty })).toBe(
      'There is no Chromium: nothing ran in a browser. ' +
        'Install it (on Debian as root: `apt-get install chromium`), or name one in CB_CHROMIUM.',
    );
    expect(whySkipped({ PATH: empty, CI: 'true' })).toBeUndefined();
  });
});
