export * from './field-filter.js';
export * from './json-line.js';
export * from './line-limits.js';
export * from './log-level.js';
export * from './terminal-control.js';
