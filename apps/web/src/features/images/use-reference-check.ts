import type { ImageReference } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { PROBLEM_KEYS } from './reference-problems';
import { type Domain, useDomain } from './use-domain';

export interface ReferenceCheck {
  isValid: boolean;
  /** What is wrong with it, in words. */
  problem?: string;
  /** The reference in full, with Docker's defaults. */
  meaning?: string;
  /** As Docker shows it, without its defaults of registry and repository. */
  familiar?: string;
  parts?: ImageReference;
}

interface Options {
  /** A name that an image is to be given: no digest. */
  isName?: boolean;
}

/** Checks a reference while it is typed, by the domain's own grammar. */
export function useReferenceCheck(text: string, options?: Options): ReferenceCheck {
  return useReferenceChecker()(text, options);
}

/** As `useReferenceCheck`, for any number of references. */
export function useReferenceChecker(): (text: string, options?: Options) => ReferenceCheck {
  const t = useTranslations('pull.problem');
  const domain = useDomain();
  return (text, { isName = false } = {}) => {
    const reference = text.trim();
    if (reference === '') return { isValid: false };
    if (domain === undefined) return { isValid: true };
    try {
      const parts = domain.parseReference(reference);
      if (isName && parts.digest !== undefined) return { isValid: false, problem: t('digestInName') };
      const [meaning, familiar] = [domain.canonicalReference(parts), domain.familiarReference(parts)];
      return { isValid: true, meaning, familiar, parts };
    } catch (error) {
      const { detail } = error as InstanceType<Domain['RoadsteadError']>;
      const problem = String(detail.problem);
      const key = PROBLEM_KEYS[problem];
      return { isValid: false, problem: key === undefined ? problem : t(key) };
    }
  };
}
