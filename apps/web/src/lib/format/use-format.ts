import { useLocale } from 'use-intl/react';
import { createFormatter, type Formatter } from './formatter';

const formatters = new Map<string, Formatter>();

export function useFormat(): Formatter {
  const locale = useLocale();
  const known = formatters.get(locale);
  if (known !== undefined) return known;
  const made = createFormatter(locale);
  formatters.set(locale, made);
  return made;
}
