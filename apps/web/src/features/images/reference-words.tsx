import { useTranslations } from 'use-intl/react';
import { Breakable } from '../../lib/ui/breakable';
import { splitReference } from './split-reference';

interface Props {
  references: readonly string[];
  /** In a table's row: where it does not fit its beginning is cut short, for what tells it from others is at its end. */
  onOneLine?: boolean;
}

/** The first reference with its tag set off, and how many more there are; `<none>` for an untagged image, as Docker says. */
export function ReferenceWords({ references, onOneLine = false }: Props) {
  const t = useTranslations('images');
  const [first] = references;
  if (first === undefined) return <span className="mono quiet">&lt;none&gt;</span>;
  const { repository, suffix } = splitReference(first);
  const more = references.length > 1 ? t('moreReferences', { count: references.length - 1 }) : undefined;
  const title = references.join('\n');
  if (onOneLine) {
    return (
      <span className="truncate truncate-start mono" title={title}>
        <bdi>
          <strong>{repository}</strong>
          <span className="quiet">
            {suffix}
            {more === undefined ? null : ` ${more}`}
          </span>
        </bdi>
      </span>
    );
  }
  return (
    <span className="mono" title={title}>
      <strong>
        <Breakable text={repository} />
      </strong>
      <wbr />
      <span className="quiet">{suffix}</span>
      {more === undefined ? null : <span className="quiet"> {more}</span>}
    </span>
  );
}
