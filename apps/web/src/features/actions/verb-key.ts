/** Keys of words have no dots; verbs have no underscores. */
export function keyOfVerb(verb: string): string {
  return verb.replaceAll('.', '_');
}

export function verbOfKey(key: string): string {
  return key.replaceAll('_', '.');
}

export function nounOf(verb: string): string {
  return verb.split('.')[0] ?? verb;
}
