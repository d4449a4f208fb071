// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are lines of source code.
/**
 * Mutants that survive, and why. One that does what the original does is `equivalent`: no test can kill it, and it does
 * not count. Any other counts as survived.
 *
 * @type {{ file: string, before: string, after: string, why: string, equivalent: boolean }[]}
 */
export const survivors = [
  {
    file: 'core/src/background-work.ts',
    before: "if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\\n'));",
    after: "if (failures.length >= 1) throw new AggregateError(failures, failures.map(String).join('\\n'));",
    why: 'One alone was thrown before.',
    equivalent: true,
  },
  {
    file: 'core/src/callback.ts',
    before: 'if (turn) await turn;',
    after: 'if (true) await turn;',
    why: 'To wait for nothing takes a little longer, and changes nothing.',
    equivalent: true,
  },
  {
    file: 'core/src/event-loop.ts',
    before: 'if (clock.pending === 0 && performance.now() - clock.lastTurn < TURN_EVERY_MS) return undefined;',
    after: 'if (clock.pending === 0 && performance.now() - clock.lastTurn <= TURN_EVERY_MS) return undefined;',
    why: 'It differs at 50 ms to the microsecond, and then by one batch.',
    equivalent: false,
  },
  {
    file: 'core/src/options.ts',
    before: "if (typeof value === 'number' && Number.isInteger(value) && isWithin(value, range)) return value;",
    after: 'if (true && Number.isInteger(value) && isWithin(value, range)) return value;',
    why: 'What is an integer is a number, but the type check cannot know.',
    equivalent: true,
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
    file: 'core/src/testing/contract.ts',
    before: '{ keepsAcrossFits = [] }: { keepsAcrossFits?: readonly string[] } = {},',
    after: '{ keepsAcrossFits = ["Stryker was here"] }: { keepsAcrossFits?: readonly string[] } = {},',
    why: 'No callback has a property of that name.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-monitor.ts',
    before: '} catch { return false; }',
    after: '} catch {}',
    why: 'A condition takes both for false.',
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
    file: 'core/src/testing/rules-of-use.ts',
    before:
      'const steps = [{ value: { xs: named(model.inputNames, xs), ys: named(model.outputNames, ys) }, done: false }];',
    after:
      'const steps = [{ value: { xs: named(model.inputNames, xs), ys: named(model.outputNames, ys) }, done: true }];',
    why: 'TensorFlow.js trains on a value that comes with the end, too.',
    equivalent: true,
  },
  {
    file: 'core/src/testing/rules-of-work.ts',
    before: 'return process?.getActiveResourcesInfo?.() ?? [];',
    after: 'return process?.getActiveResourcesInfo?.() ?? ["Stryker was here"];',
    why: 'What is there before as well as after is left out of account.',
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
