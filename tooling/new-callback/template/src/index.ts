export { MyCallback, type MyCallbackOptions } from './my-callback.js';
