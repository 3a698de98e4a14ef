export * from './dockerignore.js';
