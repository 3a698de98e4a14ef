import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Messages } from './locales';

/** What both `ApiError` and the `ErrorBody` of a job or stream carry. */
interface CodedError {
  code: string;
  message: string;
  detail?: Record<string, string | number>;
}

function isCoded(error: unknown): error is CodedError {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

/**
 * Words for an error in the reader's language. Codes of the domain's registry are translated under `errors`, dots
 * replaced by underscores; a code that the messages lack falls back to the English words that came with the error.
 */
export function useErrorWords(): (error: unknown) => string {
  const t = useTranslations('errors');
  return useCallback(
    (error: unknown) => {
      if (!isCoded(error)) return t('page_unexpected');
      const key = error.code.replaceAll('.', '_') as keyof Messages['errors'];
      return t.has(key) ? t(key, filled(String(t.raw(key)), error.detail)) : error.message;
    },
    [t],
  );
}

/** A placeholder that the detail lacks shows as "?", instead of failing the whole sentence. */
function filled(message: string, detail: CodedError['detail'] = {}): Record<string, string | number> {
  const names = Array.from(message.matchAll(/\{(\w+)/g), ([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, detail[name] ?? '?']));
}
