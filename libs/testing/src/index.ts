export * from './archives/index.js';
export * from './browser/index.js';
export * from './builders/index.js';
export * from './control-plane/index.js';
export * from './fleet/index.js';
export * from './stack/index.js';
export * from './terminal/index.js';
