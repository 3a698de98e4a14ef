export * from './image-packages.js';
export * from './package.js';
export * from './package-query.js';
export * from './read-databases.js';
export * from './rpm/read-rpm-database.js';
export * from './version-order.js';
