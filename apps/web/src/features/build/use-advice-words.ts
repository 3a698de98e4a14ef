import type { Advice, AdviceValues } from '@roadstead/domain/dockerfile';
import { useEffect, useMemo, useState } from 'react';
import { createTranslator } from 'use-intl/core';
import { useLocale } from 'use-intl/react';

/** The rules say themselves what they find in English; other languages have their words by rule. */
export interface AdviceMessages {
  rules: Readonly<Record<string, string>>;
  fixes: Readonly<Record<string, string>>;
}

export interface AdviceWords {
  message(advice: Advice): string;
  /** What its fix does. */
  fix(advice: Advice): string;
}

const ENGLISH: AdviceWords = { message: ({ message }) => message, fix: ({ fix }) => fix?.title ?? '' };

/** Words for advice in the reader's language, in English until those have come. */
export function useAdviceWords(): AdviceWords {
  const locale = useLocale();
  const [chinese, setChinese] = useState<AdviceMessages>();
  useEffect(() => {
    if (locale === 'zh-CN') void import('../../../messages/advice.zh-CN.json').then((file) => setChinese(file.default));
  }, [locale]);
  return useMemo(
    () => (locale === 'en' || chinese === undefined ? ENGLISH : adviceWords(locale, chinese)),
    [locale, chinese],
  );
}

/** A rule without a translation speaks English. */
export function adviceWords(locale: string, { rules, fixes }: AdviceMessages): AdviceWords {
  const ruleWords = createTranslator({ locale, messages: rules });
  const fixWords = createTranslator({ locale, messages: fixes });
  return {
    message: ({ rule, values, message }) => (rule in rules ? ruleWords(rule, named(values)) : message),
    fix: ({ rule, values, fix }) => (rule in fixes ? fixWords(rule, named(values)) : (fix?.title ?? '')),
  };
}

function named(values: AdviceValues): AdviceValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === '' ? '—' : value]));
}
