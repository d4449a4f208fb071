import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

const inBrowser = (expression: string) =>
  runAsInBrowser(
    import.meta.url,
    `import * as files from '@cb/files';
    const { message } = await (async () => ${expression})().catch((error) => error);
    console.log(message);`,
  );

test('in a browser, opening a directory and creating a file are one clear error', () => {
  const message = 'a browser has no file system: train in Node.js\n';
  expect(inBrowser("files.openDirectory('/checkpoints')")).toBe(message);
  expect(inBrowser("files.createAppendFile('/logs', String)")).toBe(message);
});

test('in a browser, which has no current directory, a path stays as it is', () => {
  expect(inBrowser("({ message: files.localPath('logs', Error) })")).toBe('logs\n');
  expect(inBrowser("files.localPath('s3://bucket', Error)")).toBe('Pass a path or a file:/// URL.\n');
});
