export { callbackContract } from './testing/contract.js';
export { type FedEpoch, type FeedOptions, feedEpochs } from './testing/feed-epochs.js';
export type { ContractRule, MakeCallback, MakeModel } from './testing/rule.js';
export { compiledModel } from './testing/toy-data.js';
