import pino from 'pino';

export type Logger = pino.Logger;

/** Structured lines on standard output. What may carry a secret is cut out wherever it stands. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['token', 'ticket', 'credential', '*.token', '*.ticket', '*.credential'], censor: '[secret]' },
  });
}
