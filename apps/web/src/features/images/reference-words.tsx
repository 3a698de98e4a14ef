import { useTranslations } from 'use-intl/react';
import { Breakable } from '../../lib/ui/breakable';
import { splitReference } from './split-reference';

/** The first reference with its tag set off, and how many more there are; `<none>` for an untagged image, as Docker says. */
export function ReferenceWords({ references }: { references: readonly string[] }) {
  const t = useTranslations('images');
  const [first] = references;
  if (first === undefined) return <span className="mono quiet">&lt;none&gt;</span>;
  const { repository, suffix } = splitReference(first);
  return (
    <span className="mono" title={references.join('\n')}>
      <strong>
        <Breakable text={repository} />
      </strong>
      <wbr />
      <span className="quiet">{suffix}</span>
      {references.length > 1 ? (
        <span className="quiet"> {t('moreReferences', { count: references.length - 1 })}</span>
      ) : null}
    </span>
  );
}
