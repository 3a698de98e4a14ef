import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'use-intl/react';
import { candidatesOf, DigestCandidates } from '../../lib/ui/digest-candidates';
import { ErrorState } from '../../lib/ui/notice';
import { FILTER_FIELDS, type Filter } from './question';

interface Props {
  filter: Filter;
  error: unknown;
  onRetry: () => void;
}

/** Why a question has no answer; where a digest fits several images, the same question about each of them. */
export function QuestionError({ filter, error, onRetry }: Props) {
  const t = useTranslations('audit');
  const images = useTranslations('images');
  const path = usePathname();
  const asked = useSearchParams();
  const { digests, named } = candidatesOf(error, 'images', 'image');
  const field = FILTER_FIELDS.find((each) => filter[each] === named);
  if (digests.length === 0 || field === undefined) return <ErrorState error={error} onRetry={onRetry} />;
  const hrefOf = (digest: string) => {
    const question = new URLSearchParams(asked);
    question.set(field, digest);
    return `${path}?${question}`;
  };
  return <DigestCandidates title={t('candidates')} digests={digests} hrefOf={hrefOf} what={images('column.id')} />;
}
