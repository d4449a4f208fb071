import { runAsInBrowser } from '@cb-tooling/repo-check/browser';
import { expect, test } from 'vitest';

test('a loop runs in a browser', () => {
  const printed = runAsInBrowser(
    import.meta.url,
    `import '@cb-tooling/backend';
    import { scalar, square, sub, train, variable } from '@tensorflow/tfjs-core';
    import { runLoop, VariableModel } from '@cb/loop';
    const x = variable(scalar(0));
    const optimizer = train.sgd(0.25);
    const model = new VariableModel({ variables: { x }, optimizer });
    const step = () => ({ loss: optimizer.minimize(() => square(sub(x, 2)), true) });
    console.log(JSON.stringify(await runLoop({ model, epochs: 2, batchesPerEpoch: 1, step })));`,
  );
  expect(JSON.parse(printed)).toEqual({ epoch: [0, 1], history: { loss: [4, 1] } });
});
