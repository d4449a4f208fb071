export { SwapEMAWeights, type SwapEMAWeightsOptions } from './swap-ema-weights.js';
