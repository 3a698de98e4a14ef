import type { TagSpan } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { hrefTo } from '../../lib/ui/links';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { Moment } from '../audit/moment';
import { imageOf } from './tag-lanes-view';

/** What the lanes show, in words, newest first. */
export function TagSpans({ spans }: { spans: readonly TagSpan[] }) {
  const t = useTranslations('tags');
  const columns: PlainColumn<TagSpan>[] = [
    {
      name: t('spanColumn.where'),
      cell: ({ where }) =>
        where.type === 'registry' ? (
          t('registry', { registry: where.registry })
        ) : (
          <AppLink href={hrefTo.host(where.hostId)} className="link">
            {where.hostName}
          </AppLink>
        ),
    },
    { name: t('spanColumn.names'), cell: (span) => <Named span={span} /> },
    {
      name: t('spanColumn.from'),
      cell: ({ from, fromGap }) => (
        <>
          {fromGap ? `${t('before')} ` : null}
          <Moment at={from} />
        </>
      ),
    },
    { name: t('spanColumn.to'), cell: (span) => <Until span={span} /> },
  ];
  return (
    <PlainTable
      label={t('spans')}
      columns={columns}
      rows={spans}
      rowKey={({ where, from }) => `${where.type === 'host' ? where.hostId : ''} ${from}`}
    />
  );
}

function Named({ span }: { span: TagSpan }) {
  const t = useTranslations('tags');
  const image = imageOf(span);
  if (span.digest === undefined) return <span className="quiet">{t('nothing')}</span>;
  return (
    <>
      {image === undefined ? null : (
        <>
          <AppLink href={hrefTo.image(image)} className="link mono">
            {shortId(image)}
          </AppLink>{' '}
        </>
      )}
      {span.where.type === 'registry' ? (
        <Copyable text={span.digest} shown={shortId(span.digest)} what={t('registryNames')} />
      ) : null}
    </>
  );
}

function Until({ span: { to, toGap, checkedAt } }: { span: TagSpan }) {
  const t = useTranslations('tags');
  if (checkedAt !== undefined) {
    return (
      <>
        {t('lastSeen')} <Moment at={checkedAt} />
      </>
    );
  }
  if (to === undefined) return t('now');
  return (
    <>
      {toGap ? `${t('before')} ` : null}
      <Moment at={to} />
    </>
  );
}
