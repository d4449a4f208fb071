import { train } from './train.js';

train().then(postMessage, reportError);
