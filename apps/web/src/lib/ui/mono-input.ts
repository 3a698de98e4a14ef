/** For the `styles` of a field in which code is typed: its own text is in monospace, its label is not. */
export const MONO = { input: { fontFamily: 'var(--font-mono)' } } as const;
