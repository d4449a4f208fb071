import { Callback, type CallbackState, type Logs, OptionReader, readMetrics } from '../src/index.js';
import { callbackContract, compiledModel } from '../src/testing.js';

/** A callback that keeps every rule: each faulty one of the tests breaks one. */
export class Good extends Callback {
  #epochs = 0;

  constructor(options?: object) {
    super();
    new OptionReader('Good', options).done();
  }

  get epochs() {
    return this.#epochs;
  }

  override async onTrainBegin() {
    this.#epochs = 0;
  }

  override async onEpochEnd(_epoch: number, logs?: Logs) {
    await readMetrics(logs);
    this.#epochs++;
  }

  protected override saveState(): CallbackState {
    return { values: { epochs: this.#epochs } };
  }

  protected override loadState({ values }: CallbackState) {
    this.#epochs = Number(values.epochs);
  }
}

/** The rule's fault, or undefined when the callback passes it. */
export async function faultOf(ruleName: string, make: (options?: object) => Callback, keepsAcrossFits: string[] = []) {
  const rule = callbackContract(make, compiledModel, { keepsAcrossFits }).find(({ name }) => name === ruleName);
  if (rule === undefined) throw new Error(`no rule ${ruleName}`);
  return rule.check().then(
    () => undefined,
    (error: Error) => error.message,
  );
}
