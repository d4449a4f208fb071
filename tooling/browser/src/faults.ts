import type { BrowserContext } from 'playwright-core';

/**
 * Notes what goes wrong unasked in the pages of a browser and their workers: warnings and errors in the console, errors and
 * rejections that nobody caught, and requests that leave this computer.
 *
 * @returns a list that grows
 */
export function watch(context: BrowserContext): string[] {
  const faults: string[] = [];
  context.on('weberror', (event) => faults.push(event.error().message));
  context.on('console', (message) => {
    if (['warning', 'error'].includes(message.type()) && !isDriver(message.text())) faults.push(message.text());
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') faults.push(`The page asked for ${request.url()}.`);
  });
  return faults;
}

/** Chromium's hints on the speed of WebGL. */
function isDriver(text: string): boolean {
  return text.includes('GL Driver Message');
}
