/** Operators of versions, in the order of the choice. */
export const OPERATORS = ['<', '<=', '=', '>=', '>'] as const;

/** A question as the form has it; an empty operator: any version. */
export interface TypedQuestion {
  readonly name: string;
  readonly operator: string;
  readonly version: string;
}

/** As an address, and REST, has it: `openssl` and `< 3.0.15`. */
export interface AskedQuestion {
  readonly name: string;
  readonly constraint?: string;
}

export const EXAMPLES: readonly AskedQuestion[] = [
  { name: 'openssl', constraint: '< 3.0.15' },
  { name: 'xz-utils', constraint: '= 5.6.1' },
  { name: 'glibc', constraint: '< 2.36' },
  { name: 'lib*curl*' },
];

/**
 * What was typed, for the control plane to judge. A whole question in the field of the name is taken apart, so that one can
 * be pasted.
 */
export function askedOf({ name, operator, version }: TypedQuestion): AskedQuestion {
  const [, pastedName = '', pasted = ''] = /^([^<>=≤≥!]*)([<>=≤≥!].*)?$/s.exec(name.trim()) ?? [];
  if (pasted !== '') return { name: pastedName.trim(), constraint: pasted.trim() };
  const constraint = operator === '' ? version.trim() : `${operator} ${version.trim()}`.trim();
  return constraint === '' ? { name: name.trim() } : { name: name.trim(), constraint };
}

/** The form's fields for a question that an address has. */
export function typedOf({ name, constraint = '' }: AskedQuestion): TypedQuestion {
  const [, spelling = '', version = ''] = /^\s*([<>=≤≥!]*)\s*(.*)$/s.exec(constraint) ?? [];
  const operator = OPERATORS.find((each) => each === spelling) ?? '';
  return { name, operator, version: operator === '' ? constraint.trim() : version.trim() };
}

/** `debian:12` for a choice among distributions. */
export function distributionKey({ id, versionId }: { id: string; versionId?: string }): string {
  return versionId === undefined ? id : `${id}:${versionId}`;
}

export function distributionName(distribution: { id: string; versionId?: string; prettyName?: string }): string {
  const { id, versionId, prettyName } = distribution;
  return prettyName ?? [id, versionId].filter((part) => part !== undefined).join(' ');
}

/** The page that answers it. */
export function questionOf({ name, constraint }: AskedQuestion): string {
  const search = new URLSearchParams(constraint === undefined ? { name } : { name, constraint });
  return `/audit/packages/?${search}`;
}
