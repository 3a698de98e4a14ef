/** A familiar reference as a repository and what follows it (`:tag`, `@digest` or nothing). */
export function splitReference(reference: string): { repository: string; suffix: string } {
  const at = reference.indexOf('@');
  const named = at < 0 ? reference : reference.slice(0, at);
  const colon = named.lastIndexOf(':');
  // A colon before the last slash belongs to a registry's port.
  const end = colon > named.lastIndexOf('/') ? colon : named.length;
  return { repository: reference.slice(0, end), suffix: reference.slice(end) };
}
