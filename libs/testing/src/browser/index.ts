export { type Browser, openBrowser } from './browser.js';
export { type Smoothness, watchSmoothness } from './smoothness.js';
