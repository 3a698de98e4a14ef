import { fieldAt, type JsonFields, parseJsonLine } from './json-line.js';
import { isLevelField, LOG_LEVELS, levelOfFields, logLevelOf } from './log-level.js';

const OPERATORS = ['>=', '<=', '!=', '!~', '=', '>', '<', '~'] as const;
type Operator = (typeof OPERATORS)[number];

/** One condition on a field. */
export interface FieldTerm {
  readonly path: string;
  readonly operator: Operator;
  readonly value: string;
}

export type FieldFilter = readonly FieldTerm[];

export const MAX_FILTER_LENGTH = 500;
const MAX_TERMS = 20;

/** Why a text is no filter: the piece of it, and what is wrong. */
export class FieldFilterProblem extends Error {
  override readonly name = 'FieldFilterProblem';

  constructor(
    readonly piece: string,
    readonly problem: 'no-operator' | 'no-field' | 'no-value' | 'not-a-number' | 'open-quote' | 'too-long',
  ) {
    super(`${problem}: ${piece}`);
  }
}

/**
 * Reads `level=error http.status>=500 path~"/a b"`: conditions on the fields of JSON lines, all of which must hold.
 * `=` and `!=` compare values as text; `>=`, `>`, `<=`, `<` as numbers, levels and moments by their order; `~` and `!~`
 * look for a text within, whatever its case. `level` means the level, whatever the logger calls it.
 * @throws FieldFilterProblem
 */
export function parseFieldFilter(text: string): FieldFilter {
  if (text.length > MAX_FILTER_LENGTH) throw new FieldFilterProblem(`${text.slice(0, 20)}…`, 'too-long');
  const terms = pieces(text).map(parseTerm);
  if (terms.length > MAX_TERMS) throw new FieldFilterProblem(`${text.slice(0, 20)}…`, 'too-long');
  return terms;
}

/** Whether a line holds. A line that is no JSON object has no fields: none of it but `!=` and `!~` could hold, and it does not. */
export function lineHolds(filter: FieldFilter, text: string): boolean {
  if (filter.length === 0) return true;
  const fields = parseJsonLine(text);
  return fields !== undefined && fieldsHold(filter, fields);
}

export function fieldsHold(filter: FieldFilter, fields: JsonFields): boolean {
  return filter.every((term) => termHolds(term, fields));
}

/** Parts at white space that is not within double quotes. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && /\s/.test(character)) {
      if (piece !== '') found.push(piece);
      piece = '';
    } else piece += character;
  }
  if (isQuoted) throw new FieldFilterProblem(piece, 'open-quote');
  if (piece !== '') found.push(piece);
  return found;
}

function parseTerm(piece: string): FieldTerm {
  const at = piece.search(/[=<>~]|!(?=[=~])/);
  if (at < 0) throw new FieldFilterProblem(piece, 'no-operator');
  if (at === 0) throw new FieldFilterProblem(piece, 'no-field');
  const operator = OPERATORS.find((each) => piece.startsWith(each, at)) as Operator;
  const value = piece.slice(at + operator.length).replaceAll('"', '');
  const path = piece.slice(0, at).replaceAll('"', '');
  if (value === '' && operator !== '=' && operator !== '!=') throw new FieldFilterProblem(piece, 'no-value');
  if (isOrder(operator) && rankOf(path, value) === undefined) throw new FieldFilterProblem(piece, 'not-a-number');
  return { path, operator, value };
}

function isOrder(operator: Operator): boolean {
  return operator.startsWith('<') || operator.startsWith('>');
}

function termHolds({ path, operator, value }: FieldTerm, fields: JsonFields): boolean {
  const found = foundAt(fields, path);
  switch (operator) {
    case '=':
      return found !== undefined && isEqual(path, found, value);
    case '!=':
      return found === undefined || !isEqual(path, found, value);
    case '~':
      return found !== undefined && asText(found).toLowerCase().includes(value.toLowerCase());
    case '!~':
      return found === undefined || !asText(found).toLowerCase().includes(value.toLowerCase());
    default:
      return isOrdered(operator, rankOf(path, found), rankOf(path, value));
  }
}

function isOrdered(operator: '>=' | '>' | '<=' | '<', a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (operator === '>=') return a >= b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a < b;
}

function foundAt(fields: JsonFields, path: string): unknown {
  return fieldAt(fields, path) ?? (isLevelField(path) ? levelOfFields(fields) : undefined);
}

function isEqual(path: string, found: unknown, value: string): boolean {
  if (asText(found).toLowerCase() === value.toLowerCase()) return true;
  if (!isLevelField(path)) return false;
  const level = logLevelOf(found);
  return level !== undefined && level === logLevelOf(value);
}

/** A place in an order: of a number, of a level, or of a moment. */
function rankOf(path: string, value: unknown): number | undefined {
  if (isLevelField(path)) {
    const level = logLevelOf(value);
    if (level !== undefined) return LOG_LEVELS.indexOf(level);
  }
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  const moment = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
