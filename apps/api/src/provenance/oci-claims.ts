const PREFIX = 'org.opencontainers.image.';
/** The pages show no more than a line of each. */
const MAX_LENGTH = 1000;

/** What an image says of itself by the labels that the OCI image specification names, without their prefix. */
export function ociClaims(labels: Readonly<Record<string, string>>): Record<string, string> {
  const claims = Object.entries(labels).flatMap(([label, value]) =>
    label.startsWith(PREFIX) && value !== '' ? [[label.slice(PREFIX.length), value.slice(0, MAX_LENGTH)] as const] : [],
  );
  return Object.fromEntries(claims.sort(([a], [b]) => (a < b ? -1 : 1)));
}
