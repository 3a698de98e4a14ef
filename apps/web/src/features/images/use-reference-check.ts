import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PROBLEM_KEYS } from './reference-problems';

interface Check {
  isValid: boolean;
  /** What is wrong with it, in words. */
  problem?: string;
  /** The reference in full, with Docker's defaults. */
  meaning?: string;
}

type Domain = typeof import('@roadstead/domain');

/**
 * Checks a reference while it is typed, by the domain's own grammar. That grammar is fetched when a page first checks
 * one; until then the server's check counts alone.
 */
export function useReferenceCheck(text: string): Check {
  const t = useTranslations('pull.problem');
  const [domain, setDomain] = useState<Domain>();
  useEffect(() => {
    void import('@roadstead/domain').then(setDomain);
  }, []);
  const reference = text.trim();
  if (reference === '') return { isValid: false };
  if (domain === undefined) return { isValid: true };
  try {
    return { isValid: true, meaning: domain.canonicalReference(domain.parseReference(reference)) };
  } catch (error) {
    const { detail } = error as InstanceType<Domain['RoadsteadError']>;
    const problem = String(detail.problem);
    const key = PROBLEM_KEYS[problem];
    return { isValid: false, problem: key === undefined ? problem : t(key) };
  }
}
