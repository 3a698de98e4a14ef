import type { UnobservedSpan } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import classes from './audit.module.css';
import { Moment } from './moment';
import type { When } from './question';

/** Of more, the first are listed when the reader asks. */
const MOST = 200;

interface Props {
  spans: readonly UnobservedSpan[];
  /** How many more there are than are told. */
  leftOut?: number;
  /** There are more than that. */
  leftOutIsLeast?: boolean;
  /** What was asked about. */
  when: When['type'];
}

/** What an answer cannot know, said before the answer. */
export function UnobservedNote({ spans, leftOut = 0, leftOutIsLeast = false, when }: Props) {
  const t = useTranslations('audit.unobserved');
  if (spans.length === 0) return null;
  const more = Math.max(0, spans.length - MOST) + leftOut;
  const hosts = new Set(spans.map(({ hostId }) => hostId)).size;
  return (
    <details className={classes.unobserved} open={spans.length <= 3}>
      <summary>
        <strong>{t(`title.${when}`, { hosts })}</strong> {t(`means.${when}`)}
      </summary>
      <ul>
        {spans.slice(0, MOST).map((span) => (
          <li key={`${span.hostId} ${span.from}`}>
            <AppLink href={hrefTo.host(span.hostId)} className="link">
              {span.hostName}
            </AppLink>{' '}
            {span.from === undefined ? t('before') : <Moment at={span.from} />}
            {' – '}
            {span.to === undefined ? t('goesOn') : <Moment at={span.to} />}
          </li>
        ))}
        {more > 0 ? <li className="quiet">{t('more', { count: more, most: leftOutIsLeast ? 'yes' : 'no' })}</li> : null}
      </ul>
    </details>
  );
}
