export {
  captureOptimizer,
  disposeState,
  isReadByTensorFlow,
  isRestorable,
  type OptimizerState,
  tensorsOf,
} from './optimizer/optimizer-state.js';
export { restoreOptimizer, type SavedOptimizer, stateOfTensors } from './optimizer/restore-optimizer.js';
