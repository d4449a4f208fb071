import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

test('in a browser each epoch is a line on the console', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import '@cb-tooling/backend';
    import { compiledModel } from '@cb/core/testing';
    import { Bars, ProgbarLogger } from '@cb/progress';
    import { ones } from '@tensorflow/tfjs-core';
    const train = (options) => {
      const callbacks = [new ProgbarLogger(options)];
      return compiledModel().fit(ones([8, 4]), ones([8, 1]), { epochs: 2, batchSize: 4, verbose: 0, callbacks });
    };
    const written = [];
    await train({ bars: new Bars({ stream: { isTTY: true, write: (text) => written.push(text) } }) });
    console.info('to the stream', written.length);
    await train();`,
  );
  const line = (epoch: number) => expect.stringMatching(`^Epoch ${epoch}/2 2/2 - \\ds - .* - loss: \\S+ - acc: \\S+$`);
  expect(printed.trimEnd().split('\n')).toEqual(['to the stream 2', line(1), line(2)]);
});
