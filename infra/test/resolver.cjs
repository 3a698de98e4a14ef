const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

/**
 * TypeScript sources import each other by the name of the script that will be made of them (`./a.js`). In a test there
 * is only the source (`./a.ts`, `./a.tsx`).
 * @param {string} request
 * @param {{ basedir: string, defaultResolver: (request: string, options: object) => string }} options
 */
module.exports = (request, options) => {
  if (/^\.{1,2}\/.*\.js$/.test(request) && !options.basedir.includes('/node_modules/')) {
    const stem = resolve(options.basedir, request.slice(0, -'.js'.length));
    const source = [`${stem}.ts`, `${stem}.tsx`].find(existsSync);
    if (source) return source;
  }
  return options.defaultResolver(request, options);
};
