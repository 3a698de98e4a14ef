/** `NAME=value`, one a line, as after `docker build --build-arg`. The value may hold anything but a line's end. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: [string, string][] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    pairs.push(at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1)]);
  }
  return Object.fromEntries(pairs);
}

export function pairsText(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

/** The first line that is no `NAME=value`. */
export function badPair(text: string): string | undefined {
  return text.split('\n').find((line) => line.trim() !== '' && !/^\s*[^\s=]+\s*=/.test(line));
}

const SECRET = /PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|CREDENTIAL|(?:API|PRIVATE|ACCESS)_?KEY/i;

/** The name says that the value is nobody else's business. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/** The lines whose names do not look like those of secrets. */
export function withoutSecrets(text: string): string {
  return text
    .split('\n')
    .filter((line) => !isSecretName(line.split('=', 1)[0] ?? ''))
    .join('\n');
}
