const ROW = 16;

export interface HexRow {
  /** Of its first byte, eight hexadecimal digits. */
  offset: string;
  hex: string;
  /** Its bytes as ASCII; what is none is a dot. */
  text: string;
}

/** Bytes as `hexdump -C` shows them. @param offset of the first byte in its file */
export function hexRows(bytes: Uint8Array, offset: number): HexRow[] {
  const rows: HexRow[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = Array.from(bytes.subarray(at, at + ROW));
    rows.push({
      offset: (offset + at).toString(16).padStart(8, '0'),
      hex: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    });
  }
  return rows;
}
