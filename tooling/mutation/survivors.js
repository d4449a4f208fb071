// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of source code.
/**
 * Mutants that survive, and why. One that does what the original does is `equivalent`: no test can kill it, and it does
 * not count. Any other counts as survived.
 *
 * @type {{ file: string, before: string, after: string, why: string, equivalent: boolean }[]}
 */
export const survivors = [
  {
    file: 'core/src/direction.ts',
    before: "const name = metric.replace(/^val_/, '').replace(/_\\d+$/, '').replaceAll('_', '').toLowerCase();",
    after: "const name = metric.replace(/val_/, '').replace(/_\\d+$/, '').replaceAll('_', '').toLowerCase();",
    why: 'Only a made-up name differs, such as `dval_ice`.',
    equivalent: false,
  },
  {
    file: 'core/src/direction.ts',
    before: "const name = metric.replace(/^val_/, '').replace(/_\\d+$/, '').replaceAll('_', '').toLowerCase();",
    after:
      'const name = metric.replace(/^val_/, "Stryker was here!")' +
      ".replace(/_\\d+$/, '').replaceAll('_', '').toLowerCase();",
    why: 'No pattern matches in that text or across its end, and none is bound to the beginning of a name.',
    equivalent: true,
  },
  {
    file: 'core/src/event-loop.ts',
    before: 'if (performance.now() - clock.lastTurn < TURN_EVERY_MS) return;',
    after: 'if (performance.now() - clock.lastTurn <= TURN_EVERY_MS) return;',
    why: 'It differs at 50 ms to the microsecond, and then by one batch.',
    equivalent: false,
  },
  {
    file: 'core/src/python-repr.ts',
    before: "if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';",
    after: "if (!Number.isFinite(value)) return value >= 0 ? 'inf' : '-inf';",
    why: 'Zero is finite.',
    equivalent: true,
  },
  {
    file: 'core/src/python-repr.ts',
    before: "return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${written}`;",
    after: "return `${sign}${mantissa}e${exponent <= 0 ? '-' : '+'}${written}`;",
    why: 'Here the exponent is below -4 or 16 and more.',
    equivalent: true,
  },
  {
    file: 'core/src/state.ts',
    before: "return state?.weights?.every(isTensor) === false ? 'has weights that are no tensors' : undefined;",
    after: "return state.weights?.every(isTensor) === false ? 'has weights that are no tensors' : undefined;",
    why: 'A state that is none was refused before, as it has no version.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/contract.ts',
    before: '{ keepsAcrossFits = [] }: { keepsAcrossFits?: readonly string[] } = {},',
    after: '{ keepsAcrossFits = ["Stryker was here"] }: { keepsAcrossFits?: readonly string[] } = {},',
    why: 'No callback has a property of that name.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: 'await toyFit(model, []);',
    after: 'await toyFit(model, ["Stryker was here"]);',
    why: 'TensorFlow.js makes a callback without hooks of a text.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: "if (epoch === 1) throw new Error('thrown by the contract');",
    after: 'if (epoch === 1) throw new Error("");',
    why: 'That it throws is all that is looked at.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: 'const threw = await toyFit(model, [...callbacks, new Thrower()], { epochs: 4 }).then(',
    after: 'const threw = await toyFit(model, [...callbacks, new Thrower()], {}).then(',
    why: 'It throws in the second epoch, and two is what toyFit takes for granted.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: '() => false,',
    after: '() => undefined,',
    why: 'A condition takes both for false.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: 'if (performance.now() >= this.#end) this.model.stopTraining = true;',
    after: 'if (performance.now() > this.#end) this.model.stopTraining = true;',
    why: 'It differs at one microsecond of the clock, and then by one batch.',
    equivalent: false,
  },
  {
    file: 'core/src/testing/rules-of-resources.ts',
    before: 'require(ticks >= elapsed / 250, `In ${elapsed} ms of training a timer of 20 ms ticked ${ticks} times.`);',
    after: 'require(ticks > elapsed / 250, `In ${elapsed} ms of training a timer of 20 ms ticked ${ticks} times.`);',
    why: 'It differs for one number of milliseconds, which no test can make training last.',
    equivalent: false,
  },
  {
    file: 'core/src/testing/rules-of-runs.ts',
    before: "const disposed = values.some((value) => typeof value !== 'number' && (value as Tensor).isDisposed);",
    after: 'const disposed = values.some((value) => true && (value as Tensor).isDisposed);',
    why: 'A number has no `isDisposed`.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-runs.ts',
    before: "const disposed = values.some((value) => typeof value !== 'number' && (value as Tensor).isDisposed);",
    after: 'const disposed = values.some((value) => typeof value !== "" && (value as Tensor).isDisposed);',
    why: 'A number has no `isDisposed`.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-state.ts',
    before: 'for (let split = 1; split < whole.epochs.length; split++) {',
    after: 'for (let split = 1; split <= whole.epochs.length; split++) {',
    why: 'A split after the last epoch is the whole run again.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-state.ts',
    before:
      'if (split === EVENTFUL.length || before.at(-1)?.stopTraining) return outcome(first, model, before, stored);',
    after: 'if (split === EVENTFUL.length || before.at(-1).stopTraining) return outcome(first, model, before, stored);',
    why: 'A part has one epoch at least.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-state.ts',
    before:
      'if (split === EVENTFUL.length || before.at(-1)?.stopTraining) return outcome(first, model, before, stored);',
    after:
      'if (split === EVENTFUL.length || before.at(+1)?.stopTraining) return outcome(first, model, before, stored);',
    why: 'It differs for a callback that stops at another epoch each time it is made.',
    equivalent: false,
  },
  {
    file: 'core/src/testing/rules-of-use.ts',
    before: "require(new CallbackList([make()]).callbacks.length === 1, 'tf.CallbackList did not take it.');",
    after: "require(true, 'tf.CallbackList did not take it.');",
    why: 'TensorFlow.js keeps the array as it is.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-use.ts',
    before:
      'const steps = [{ value: { xs: named(model.inputNames, xs), ys: named(model.outputNames, ys) }, done: false }];',
    after:
      'const steps = [{ value: { xs: named(model.inputNames, xs), ys: named(model.outputNames, ys) }, done: true }];',
    why: 'TensorFlow.js trains on a value that comes with the end, too.',
    equivalent: true,
  },
  {
    file: 'core/src/weight-snapshot.ts',
    before: 'return { name: weight.name, variable, value: share(values?.[index]?.tensor ?? variable) };',
    after: 'return { name: weight.name, variable, value: share(values?.[index].tensor ?? variable) };',
    why: 'There are as many values as weights by then.',
    equivalent: true,
  },
  {
    file: 'core/src/weight-snapshot.ts',
    before: 'const given = values[index]?.tensor.shape;',
    after: 'const given = values[index].tensor.shape;',
    why: 'There are as many values as weights by then.',
    equivalent: true,
  },
  {
    file: 'early-stopping/src/stop-decision.ts',
    before: 'return baseline === undefined || this.#monitor.improved(value, baseline);',
    after: 'return false || this.#monitor.improved(value, baseline);',
    why: 'It is asked about a value that improved, and such a value beats no baseline at all.',
    equivalent: true,
  },
  {
    file: 'early-stopping/src/stop-decision.ts',
    before:
      "if (stoppingThreshold !== undefined && this.#monitor.isBetter(value, stoppingThreshold)) return 'threshold';",
    after: "if (true && this.#monitor.isBetter(value, stoppingThreshold)) return 'threshold';",
    why: 'No number is better than `undefined`.',
    equivalent: true,
  },
  {
    file: 'early-stopping/src/stop-decision.ts',
    before:
      "if (divergenceThreshold !== undefined && this.#monitor.isBetter(divergenceThreshold, value)) return 'divergence';",
    after: "if (true && this.#monitor.isBetter(divergenceThreshold, value)) return 'divergence';",
    why: '`undefined` is better than no number.',
    equivalent: true,
  },
];
