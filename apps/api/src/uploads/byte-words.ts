const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number of bytes for the words of an error, e.g. `20 GiB` or `1.5 MiB`. */
export function byteWords(bytes: number): string {
  const step = Math.max(0, Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  return `${Math.round((bytes / 1024 ** step) * 10) / 10} ${UNITS[step]}`;
}
