export { aContainer, anImage, digestOf, engineFacts, hexOf } from './inventory-builders.js';
