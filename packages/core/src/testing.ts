export { type ContractRule, callbackContract, type MakeCallback, type MakeModel } from './testing/contract.js';
export { type FedEpoch, type FeedOptions, feedEpochs } from './testing/feed-epochs.js';
export { compiledModel } from './testing/toy-data.js';
