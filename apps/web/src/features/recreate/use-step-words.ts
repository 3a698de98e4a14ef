import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import type { Messages } from '../../lib/i18n/locales';

type Step = keyof Messages['recreate']['step'];

/** What a step of a recreation is called by the reader; undefined where the name is a builder's. */
export function useStepWords(kind: Job['kind']): (name: string) => string | undefined {
  const t = useTranslations('recreate.step');
  return (name) => (kind === 'container.recreate' && t.has(name as Step) ? t(name as Step) : undefined);
}
