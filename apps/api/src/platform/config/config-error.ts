/** A start that cannot go on: its message is all that the operator sees. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
