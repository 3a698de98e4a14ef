import type { Ecosystem } from './package.js';
import { compareToWanted } from './version-order.js';

export const OPERATORS = ['<', '<=', '=', '>=', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface VersionConstraint {
  readonly operator: Operator;
  readonly version: string;
}

export interface PackageQuery {
  /** Of a package or of its source; `*` stands for any characters, `?` for one. */
  readonly name: string;
  /** Absent: any version. */
  readonly constraint?: VersionConstraint;
}

/** What is wrong with a question. */
export type QueryProblem =
  | 'empty'
  | 'no-name'
  | 'bad-name'
  | 'only-wildcards'
  | 'bad-operator'
  | 'no-version'
  | 'bad-version';
export type ParsedQuery = { readonly query: PackageQuery } | { readonly problem: QueryProblem };

/** As people write it. */
const SPELLINGS: Readonly<Record<string, Operator>> = {
  '<': '<',
  '<<': '<',
  '<=': '<=',
  '≤': '<=',
  '=': '=',
  '==': '=',
  '>=': '>=',
  '≥': '>=',
  '>': '>',
  '>>': '>',
};
const NAME = /^[A-Za-z0-9_.*?][A-Za-z0-9+._*?:-]*$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.+:~^_-]*$/;
const MAX_LENGTH = 200;

/** `openssl < 3.0.15`, `openssl`, `lib*ssl* = 3.0.14`. */
export function parsePackageQuery(text: string): ParsedQuery {
  const trimmed = text.trim();
  if (trimmed === '') return { problem: 'empty' };
  const [, name = '', operator = '', version = ''] = /^([^\s<>=≤≥!]*)\s*([<>=≤≥!]*)\s*(.*)$/s.exec(trimmed) ?? [];
  if (name === '') return { problem: 'no-name' };
  if (!NAME.test(name) || name.length > MAX_LENGTH) return { problem: 'bad-name' };
  if (/^[*?]+$/.test(name)) return { problem: 'only-wildcards' };
  if (operator === '') return version === '' ? { query: { name } } : { problem: 'bad-operator' };
  const parsed = parseConstraint(`${operator}${version}`);
  return 'problem' in parsed ? parsed : { query: { name, constraint: parsed } };
}

/** `< 3.0.15` */
function parseConstraint(text: string): VersionConstraint | { problem: QueryProblem } {
  const [, spelling = '', version = ''] = /^\s*([<>=≤≥!]*)\s*(.*?)\s*$/s.exec(text) ?? [];
  const operator = Object.hasOwn(SPELLINGS, spelling) ? SPELLINGS[spelling] : undefined;
  if (operator === undefined) return { problem: 'bad-operator' };
  if (version === '') return { problem: 'no-version' };
  if (!VERSION.test(version) || version.length > MAX_LENGTH) return { problem: 'bad-version' };
  return { operator, version };
}

const HOLDS: Record<Operator, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
};

export function satisfies(ecosystem: Ecosystem, installed: string, { operator, version }: VersionConstraint): boolean {
  return HOLDS[operator](compareToWanted(ecosystem, installed, version));
}

/** The question as it was understood. */
export function writePackageQuery({ name, constraint }: PackageQuery): string {
  return constraint === undefined ? name : `${name} ${constraint.operator} ${constraint.version}`;
}
