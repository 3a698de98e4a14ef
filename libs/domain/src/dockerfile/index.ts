export * from './advice.js';
export * from './advise-dockerfile.js';
export * from './apply-fix.js';
export * from './base-references.js';
export { RULES } from './rules/index.js';
export * from './steps-of.js';
export type { Range } from './syntax/text-positions.js';
