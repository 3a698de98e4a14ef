export { type Browser, openBrowser } from './browser.js';
