/** From the least to the most urgent. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Fields in which loggers write the level. */
const LEVEL_FIELDS = ['level', 'severity', 'lvl', 'loglevel', 'log.level'];

const WORDS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  verbose: 'trace',
  finest: 'trace',
  debug: 'debug',
  dbug: 'debug',
  dbg: 'debug',
  fine: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
  severe: 'error',
  fatal: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  panic: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  alert: 'fatal',
};

/** A level by the word, or by the number that pino and bunyan write (10 trace to 60 fatal). */
export function logLevelOf(value: unknown): LogLevel | undefined {
  if (typeof value === 'string')
    return Object.hasOwn(WORDS, value.toLowerCase()) ? WORDS[value.toLowerCase()] : undefined;
  if (typeof value !== 'number' || value < 10 || value >= 70) return undefined;
  return LOG_LEVELS[Math.floor(value / 10) - 1];
}

/** The level of a line that is an object. */
export function levelOfFields(fields: Readonly<Record<string, unknown>>): LogLevel | undefined {
  for (const name of LEVEL_FIELDS) {
    const level = logLevelOf(fields[name]);
    if (level !== undefined) return level;
  }
  return undefined;
}

export function isLevelField(name: string): boolean {
  return LEVEL_FIELDS.includes(name);
}
