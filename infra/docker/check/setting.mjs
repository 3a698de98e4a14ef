/**
 * What the checks work with.
 * @typedef {object} Setting
 * @property {import('./checklist.mjs').Checklist} checklist
 * @property {import('./deployment.mjs').Deployment} deployment
 * @property {string} dir scratch folder
 * @property {import('../../../libs/testing/src/fleet/index.js').Engine} engine
 * @property {string} origin where the control plane is published
 * @property {string} proxyUrl through which builds reach the npm registry
 * @property {typeof import('../../../libs/testing/src/index.js')} testing
 */
export {};
