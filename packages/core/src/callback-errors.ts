export function standsTwice(name: string): Error {
  return new Error(
    `${name}: it stands twice in the callbacks of one fit(), and each of its hooks would run twice. ` +
      'Pass it once, or an instance for each place.',
  );
}

export function notAMethod(name: string, hook: string): TypeError {
  return new TypeError(
    `${name}: \`${hook}\` is a class field or was assigned, which hides what Callback does around it. ` +
      `Make it a method: async ${hook}() { … }.`,
  );
}

export function notRecognised(name: string): Error {
  return new Error(
    `${name}: fit() does not recognise it as a callback and runs its hooks without a model. ` +
      'Either the first element of `callbacks` is a plain object: pass callback instances only, or use combine(). ' +
      'Or two copies of TensorFlow.js are installed: `npm ls @tensorflow/tfjs-layers` shows them. Give them one version, ' +
      'that of your application, in package.json: ' +
      '`"overrides": { "@tensorflow/tfjs-core": "<version>", "@tensorflow/tfjs-layers": "<version>" }` ' +
      '(Yarn: `resolutions`; pnpm: `overrides` in pnpm-workspace.yaml). Then install again.',
  );
}
