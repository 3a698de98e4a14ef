/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

/** A parameter of a challenge: `name="value"` with quoted characters, or `name=value`. */
const PARAMETER = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;
const SCHEME = /(?:^|,)\s*(basic|bearer)(?=\s|,|$)/gi;

/** No challenge is longer; how long it takes to read one grows with the square of it. */
const MAX_CHARS = 4_096;

/**
 * The challenge to answer: a token where one is offered, else user name and password.
 * @returns undefined where the registry asks for neither
 */
export function parseChallenge(text: string | undefined): Challenge | undefined {
  if (text === undefined) return undefined;
  const header = text.slice(0, MAX_CHARS);
  const offers = [...header.matchAll(SCHEME)].map((match) => (match[1] ?? '').toLowerCase());
  if (offers.includes('bearer')) {
    const from = header.toLowerCase().indexOf('bearer');
    const { realm, service, scope } = parametersOf(header.slice(from));
    if (realm !== undefined) return { scheme: 'bearer', realm, service, scope };
  }
  return offers.includes('basic') ? { scheme: 'basic' } : undefined;
}

/** The first of each name. */
function parametersOf(text: string): Record<string, string | undefined> {
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, plain] of text.matchAll(PARAMETER)) {
    parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
  }
  return parameters;
}
