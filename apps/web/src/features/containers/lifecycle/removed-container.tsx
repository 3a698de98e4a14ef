import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../../lib/api/call';
import { Age } from '../../../lib/format/age';
import { KEYS } from '../../../lib/live/query-keys';
import { AppLink } from '../../../lib/ui/app-link';
import { hrefTo } from '../../../lib/ui/links';
import { EmptyState } from '../../../lib/ui/notice';
import { TimelineEntries } from '../timeline/timeline-entries';

interface Props {
  hostId: string;
  id: string;
  /** Shown where nothing at all is known of it. */
  otherwise: React.ReactNode;
}

/** In place of a container that is gone: when it went and by whom, as far as that is known, and what happened to it. */
export default function RemovedContainer({ hostId, id, otherwise }: Props) {
  const t = useTranslations('timeline');
  const { data } = useQuery({
    queryKey: KEYS.containerTimeline(hostId, id),
    queryFn: ({ signal }) => call('containerTimeline', { params: { hostId, containerId: id }, signal }),
    retry: false,
  });
  if (data === undefined || data.exists) return otherwise;
  const { removal } = data;
  const name = data.name ?? id.slice(0, 12);
  return (
    <>
      <EmptyState title={t('isGone', { name })}>
        <p>
          {removal === undefined
            ? t('goneUnknown', { host: data.hostName })
            : removal.by === undefined
              ? t('goneBySomebody', { host: data.hostName })
              : t(removal.verb === 'container.prune' ? 'goneByPrune' : 'goneBy', {
                  who: removal.by,
                  host: data.hostName,
                })}{' '}
          {removal === undefined ? null : <Age at={removal.at} />}
        </p>
        {removal?.jobId === undefined ? null : (
          <AppLink href={hrefTo.job(removal.jobId)} className="link">
            {t('toJob')}
          </AppLink>
        )}
      </EmptyState>
      <TimelineEntries timeline={data} entries={data.entries} />
    </>
  );
}
