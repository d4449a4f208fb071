import type { Rule } from '../packages.js';
import { manifestRules } from './manifest-rules.js';
import { readmeRules } from './readme-rules.js';
import { sourceRules } from './source-rules.js';
import { testRules } from './test-rules.js';

/** What every package of this repository keeps. */
export const rules: Rule[] = [...manifestRules, ...sourceRules, ...testRules, ...readmeRules];
