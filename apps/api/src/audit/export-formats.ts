import { csvLine } from '../platform/export/csv.js';
import type { ChainedAction } from './chain/action-hash.js';

/** All that a hash is over, in the order of its text, and the hash. */
const COLUMNS = [
  'chainVersion',
  'previousHash',
  'id',
  'at',
  'actor',
  'address',
  'verb',
  'target',
  'detail',
  'outcome',
  'hash',
] as const satisfies readonly (keyof ChainedAction)[];

interface ExportFormat {
  readonly mediaType: string;
  /** Whole lines. Each has all that its hash is over, so that a file can be verified without the database. */
  lines(actions: AsyncIterable<ChainedAction>): AsyncGenerator<string>;
}

export const EXPORT_FORMATS: Readonly<Record<'csv' | 'jsonl', ExportFormat>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8',
    async *lines(actions) {
      yield csvLine(COLUMNS);
      for await (const action of actions) yield csvLine(COLUMNS.map((column) => action[column]));
    },
  },
  /** `detail` is text here too: the hash is over its very bytes. */
  jsonl: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    async *lines(actions) {
      for await (const action of actions) {
        yield `${JSON.stringify(Object.fromEntries(COLUMNS.map((column) => [column, action[column]])))}\n`;
      }
    },
  },
};
