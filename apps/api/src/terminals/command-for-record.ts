const MAX_WORDS = 1000;

/** What is recorded of a command: never its environment, and not at any length. */
export function commandForRecord({ command, user }: { command: readonly string[]; user?: string }) {
  const words = command.join(' ');
  return {
    command: words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words,
    ...(user !== undefined && { user: user.slice(0, MAX_WORDS) }),
  };
}
