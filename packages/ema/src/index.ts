export { SwapEMAWeights } from './swap-ema-weights.js';
export type { SwapEMAWeightsOptions } from './swap-ema-weights-options.js';
