/** Docker's units of memory are powers of 1024. Source: docker/go-units, RAMInBytes. */
const UNITS = ['', 'k', 'm', 'g', 't'];
const SIZE = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i;

/** Bytes of what is typed after `docker build --memory`, e.g. `512m` or `1.5g`; `-1` stays. NaN for anything else. */
export function parseBytes(text: string): number {
  if (text.trim() === '-1') return -1;
  const match = SIZE.exec(text.trim());
  if (match === null) return Number.NaN;
  return Math.round(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? '').toLowerCase()));
}

/** The shortest text that `parseBytes` reads as these bytes; empty for none. */
export function bytesText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  let power = 0;
  while (power < UNITS.length - 1 && bytes > 0 && bytes % 1024 ** (power + 1) === 0) power += 1;
  return `${bytes / 1024 ** power}${UNITS[power]}`;
}
