import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../format/use-format';
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
 * replaced by underscores; a code that the messages lack falls back to the English words that came with the error. So does
 * the reason in an error, which has a code of its own where somebody has foreseen it.
 * @param absent stands for what a sentence names and the error does not: of an error that was kept, its code alone is known
 */
export function useErrorWords({ absent = '?' } = {}): (error: unknown) => string {
  const t = useTranslations('errors');
  const format = useFormat();
  return useCallback(
    (error: unknown) => {
      if (!isCoded(error)) return t('page_unexpected');
      const wordsOf = (name: string, detail: CodedError['detail']) => {
        const key = name as keyof Messages['errors'];
        return t.has(key) ? t(key, filled(String(t.raw(key)), detail, absent)) : undefined;
      };
      const detail = withReason(withTimes(error.detail, format.dateTime), wordsOf);
      return wordsOf(error.code.replaceAll('.', '_'), detail) ?? error.message;
    },
    [t, format, absent],
  );
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Moments as the reader's clock has them. */
function withTimes(detail: CodedError['detail'] = {}, dateTime: (at: string) => string): CodedError['detail'] {
  const entries = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === 'string' && MOMENT.test(value) ? dateTime(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The detail with its reason, and the advice to it, in the reader's language. */
function withReason(
  detail: CodedError['detail'] = {},
  wordsOf: (name: string, detail: CodedError['detail']) => string | undefined,
): CodedError['detail'] {
  const { reasonCode, adviceCode } = detail;
  const reason = reasonCode === undefined ? undefined : wordsOf(`reason_${reasonCode}`, detail);
  if (reason === undefined) return detail;
  const advice = adviceCode === undefined ? '' : (wordsOf(`reason_${adviceCode}`, detail) ?? '');
  return { ...detail, reason: reason + advice };
}

/** A placeholder that the detail lacks shows as "?" or the like, instead of failing the whole sentence. */
function filled(message: string, detail: CodedError['detail'], absent: string): Record<string, string | number> {
  const names = Array.from(message.matchAll(/\{(\w+)/g), ([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, detail?.[name] ?? absent]));
}
