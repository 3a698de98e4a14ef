export * from './open-terminal.js';
export * from './terminal-client.js';
