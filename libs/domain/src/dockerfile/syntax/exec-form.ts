import type { Form } from './instruction.js';

const MAY_BE_EXEC = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME', 'COPY', 'ADD']);
/** A RUN may begin with the shell's own test command, `[ "$a" = b ]`: there the bracket stands alone. */
const RUN_ARRAY = /^\[["']/;
const ARRAY = /^\[\s*["'\]]/;
const SHELL_FORM: Form = { kind: 'shell' };

export function formOf(name: string, args: string): Form {
  if (!MAY_BE_EXEC.has(name) || !args.startsWith('[')) return SHELL_FORM;
  const strings = parseStrings(args);
  if (strings !== undefined) return { kind: 'exec', strings };
  return (name === 'RUN' ? RUN_ARRAY : ARRAY).test(args) ? { kind: 'broken-exec' } : SHELL_FORM;
}

/** The strings of a JSON array of nothing but strings. */
export function parseStrings(json: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}
