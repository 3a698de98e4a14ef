import type { JobKind } from './job.js';
import type { JobParams } from './job-kinds.js';

/** Stands where a URL had a query. */
export const HIDDEN_QUERY = '?(hidden)';

/** A job's parameters in two parts: what is stored and shown, and what only the attempt that needs it gets to see. */
export interface PartedParams<K extends JobKind> {
  readonly shown: JobParams<K>;
  readonly secret?: string;
}

/**
 * Takes out what may be a secret: of the URL that an import fetches its query, where presigned URLs have their key; of a run
 * the values of its variables.
 */
export function partParams<K extends JobKind>(kind: K, params: JobParams<K>): PartedParams<K> {
  if (kind === 'container.run') return partEnvironment(params as JobParams<'container.run'>) as PartedParams<K>;
  const { url } = params as JobParams<'image.import'>;
  if (kind !== 'image.import' || url === undefined) return { shown: params };
  // What stands behind a `#` is never sent anywhere.
  const [whole = ''] = url.split('#', 1);
  const start = whole.indexOf('?');
  if (start < 0) return { shown: { ...params, url: whole } };
  return { shown: { ...params, url: whole.slice(0, start) + HIDDEN_QUERY }, secret: whole.slice(start) };
}

/** The URL as it was given. @param secret from `partParams`; undefined where there was none */
export function joinUrl(shown: string, secret: string | undefined): string {
  return secret === undefined ? shown : shown.slice(0, -HIDDEN_QUERY.length) + secret;
}

/** Whether something was taken out of a URL, so that it leads nowhere by itself. */
export function lacksSecret(url: string): boolean {
  return url.endsWith(HIDDEN_QUERY);
}

function partEnvironment(params: JobParams<'container.run'>): PartedParams<'container.run'> {
  const values = params.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  if (values.length === 0) return { shown: params };
  const env = params.env.map(({ name }) => ({ name }));
  return { shown: { ...params, env }, secret: JSON.stringify(Object.fromEntries(values)) };
}

/** The variables with their values. @param secret from `partParams`; undefined where there was none, or it is gone */
export function joinEnvironment(
  env: JobParams<'container.run'>['env'],
  secret: string | undefined,
): JobParams<'container.run'>['env'] {
  const values = new Map<string, string>(secret === undefined ? [] : Object.entries(JSON.parse(secret)));
  return env.map(({ name, value }) => ({ name, value: values.get(name) ?? value }));
}

/** Names of variables whose values were taken out. */
export function withoutValue(env: JobParams<'container.run'>['env']): string[] {
  return env.filter(({ value }) => value === undefined).map(({ name }) => name);
}
