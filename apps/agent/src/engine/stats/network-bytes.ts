/** Bytes over all interfaces but the loopback, from the text of `/proc/<pid>/net/dev`. */
export function networkBytes(text: string): { networkRxBytes: number; networkTxBytes: number } {
  let [networkRxBytes, networkTxBytes] = [0, 0];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    if (colon < 0 || name === 'lo') continue;
    const fields = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    networkRxBytes += Number(fields[0]);
    networkTxBytes += Number(fields[8]);
  }
  return { networkRxBytes, networkTxBytes };
}
