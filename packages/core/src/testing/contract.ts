import type { ContractRule, MakeCallback, MakeModel } from './rule.js';
import { complainsOfMissingMetric } from './rules-of-monitor.js';
import { keepsEventLoopAlive, keepsNoTensor, keepsNoTensorAfterThrow, nextRunReleases } from './rules-of-resources.js';
import { leavesMetrics, servesSeveralFits } from './rules-of-runs.js';
import { exchangesState } from './rules-of-state.js';
import { acceptedByFit, acceptedByFitDataset, refusesForeignLayers, refusesUnknownOption } from './rules-of-use.js';
import { leavesNoWork } from './rules-of-work.js';

/**
 * The rules that every callback keeps, inside this repository and out.
 *
 * The rule of the monitor is for callbacks that take the option `monitor`; one that refuses it as unknown passes. The
 * rule of work looks at what keeps Node.js alive when training ends: it sees a write or a timer that was neither
 * awaited nor handed to `background()`, and no promise that waits for nothing of the kind.
 *
 * @param make makes a fresh callback that watches its `monitor`, if it has one; it must pass its argument on to the
 * constructor
 * @param makeModel makes a fresh compiled model on which the callback works
 * @param options.keepsAcrossFits public properties that outlive a fit on purpose, such as `best` of a checkpoint
 *
 * @example
 * ```ts
 * for (const rule of callbackContract((options) => new EarlyStopping(options), compiledModel)) {
 *   test(rule.name, rule.check);
 * }
 * ```
 */
export function callbackContract(
  make: MakeCallback,
  makeModel: MakeModel,
  { keepsAcrossFits = [] }: { keepsAcrossFits?: readonly string[] } = {},
): ContractRule[] {
  return [
    {
      name: 'fit accepts it alone, in an array and by way of tf.CallbackList',
      check: () => acceptedByFit(make, makeModel),
    },
    { name: 'fitDataset accepts it', check: () => acceptedByFitDataset(make, makeModel) },
    { name: 'a second copy of tfjs-layers is an error that names the remedy', check: () => refusesForeignLayers(make) },
    { name: 'it leaves the metrics in logs as it found them', check: () => leavesMetrics(make, makeModel) },
    { name: 'one instance serves several fits', check: () => servesSeveralFits(make, makeModel, keepsAcrossFits) },
    { name: 'many epochs leave as many tensors as one', check: () => keepsNoTensor(make, makeModel) },
    {
      name: 'dispose() releases everything after training threw',
      check: () => keepsNoTensorAfterThrow(make, makeModel),
    },
    {
      name: 'the next onTrainBegin releases everything after training threw',
      check: () => nextRunReleases(make, makeModel),
    },
    {
      name: 'its state, exchanged between any two epochs, changes nothing',
      check: () => exchangesState(make, makeModel),
    },
    { name: 'an unknown option is an error that names it', check: () => refusesUnknownOption(make) },
    {
      name: 'a monitor that does not come is one warning, with strict an error',
      check: () => complainsOfMissingMetric(make, makeModel),
    },
    { name: 'nothing that it started is at work when onTrainEnd resolves', check: () => leavesNoWork(make, makeModel) },
    { name: 'timers run while fit is training', check: () => keepsEventLoopAlive(make, makeModel) },
  ];
}
