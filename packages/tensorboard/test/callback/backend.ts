/** The WASM backend lacks what the gradients of convolutions and of embeddings need: such models cannot train on it. */
export const TRAINS_DENSE_ONLY = process.env.CB_BACKEND === 'wasm';
