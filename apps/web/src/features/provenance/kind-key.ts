import type { OriginDetail } from '@roadstead/contract';

type Key<K extends string> = K extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : K;

/** Keys of messages have no dots. */
export function kindKey<K extends OriginDetail['kind']>(kind: K): Key<K> {
  return kind.replace('.', '_') as Key<K>;
}
