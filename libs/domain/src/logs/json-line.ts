/** Longer lines are shown as the text that they are. */
const MAX_JSON_LENGTH = 256 * 1024;

export type JsonFields = Readonly<Record<string, unknown>>;

/** The fields of a line that is one JSON object; undefined for any other. Cheap where it is none. */
export function parseJsonLine(text: string): JsonFields | undefined {
  const trimmed = text.trim();
  if (trimmed[0] !== '{' || trimmed[trimmed.length - 1] !== '}' || trimmed.length > MAX_JSON_LENGTH) return undefined;
  try {
    return JSON.parse(trimmed) as JsonFields;
  } catch {
    return undefined;
  }
}

/** The value at a path such as `http.status`; a field whose own name has dots goes before. */
export function fieldAt(fields: JsonFields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  let value: unknown = fields;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonFields)[name];
  }
  return value;
}

/** What a line says, where its logger has a field for that. */
export function messageOf(fields: JsonFields): string | undefined {
  for (const name of ['msg', 'message', 'log', 'text', 'event']) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
