import { Readable } from 'node:stream';
import { csvLine } from './csv.js';

export interface ExportFile {
  readonly body: Readable;
  readonly type: string;
  readonly name: string;
}

interface Content<Row> {
  /** What the file is about, as its name begins; the day is added. */
  readonly about: string;
  readonly columns: readonly string[];
  /** A row is a line of CSV, or several. */
  lines(row: Row): readonly (readonly (string | number | undefined)[])[];
  /** The next page is asked for when the one before has been taken. */
  readonly pages: AsyncIterable<readonly Row[]>;
}

/** Rows of any number as a file that is written while it is read. */
export function exportFile<Row>(format: 'csv' | 'json', content: Content<Row>): ExportFile {
  const name = `${content.about}-${new Date().toISOString().slice(0, 10)}.${format}`;
  return format === 'csv'
    ? { body: Readable.from(csv(content), { objectMode: false }), type: 'text/csv; charset=utf-8', name }
    : { body: Readable.from(json(content), { objectMode: false }), type: 'application/json; charset=utf-8', name };
}

async function* csv<Row>({ columns, lines, pages }: Content<Row>): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const page of pages) yield page.flatMap((row) => lines(row).map(csvLine)).join('');
}

async function* json<Row>({ pages }: Content<Row>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages) {
    for (const row of page) {
      yield before + JSON.stringify(row);
      before = ',\n';
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
