export * from './container-detail-builder.js';
export { aContainer, anImage, digestOf, engineFacts, hexOf } from './inventory-builders.js';
