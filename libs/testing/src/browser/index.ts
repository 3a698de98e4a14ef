export { type BareBrowser, type BarePage, openBareBrowser } from './bare-browser.js';
export { type Browser, openBrowser } from './browser.js';
export { type Smoothness, watchSmoothness } from './smoothness.js';
