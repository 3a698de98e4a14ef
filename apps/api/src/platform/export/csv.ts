/**
 * Lines of CSV (RFC 4180) that a spreadsheet shows as text: a cell that it would take for a formula begins with an
 * apostrophe, and so does one that began with an apostrophe before, so that nothing is lost. Some take the wide forms of
 * East Asian scripts for the same signs.
 */
const ACTS_IN_A_SPREADSHEET = /^[=+\-@\t\r\n'＝＋－＠]/;

export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a cell was before `csvLine`. */
export function fromCsvCell(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}

function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = ACTS_IN_A_SPREADSHEET.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
