import type { Container, ContainerInspection } from '@roadstead/contract';
import { useQueries } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../../lib/api/call';
import { useFormat } from '../../../lib/format/use-format';
import { useErrorWords } from '../../../lib/i18n/use-error-words';
import { KEYS } from '../../../lib/live/query-keys';
import classes from './verb-dialog.module.css';

/** So many are measured: the engine walks the files of each. */
const MAX_MEASURED = 20;

interface Props {
  containers: readonly Container[];
  withVolumes: boolean;
}

/** What goes with each of them, and what stays. */
export function RemovalPreviews({ containers, withVolumes }: Props) {
  const t = useTranslations('lifecycle');
  const measured = containers.slice(0, MAX_MEASURED);
  const details = useQueries({
    queries: measured.map(({ hostId, id }) => ({
      queryKey: KEYS.containerDetail(hostId, id, true),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call('containerDetail', { params: { hostId, containerId: id }, query: { size: 'true' }, signal }),
      retry: false,
      staleTime: 10_000,
    })),
  });
  return (
    <div className={classes.previews}>
      {containers.map((container, index) => (
        <div key={`${container.hostId}/${container.id}`} className={classes.removal}>
          <strong>{container.name}</strong> <span className="quiet">{container.hostName}</span>
          {index < MAX_MEASURED ? (
            <Preview
              detail={details[index]?.data}
              error={details[index]?.error ?? undefined}
              withVolumes={withVolumes}
            />
          ) : (
            <p className="quiet">{t('notMeasured')}</p>
          )}
        </div>
      ))}
    </div>
  );
}

interface PreviewProps {
  detail?: ContainerInspection;
  error?: Error;
  withVolumes: boolean;
}

function Preview({ detail, error, withVolumes }: PreviewProps) {
  const t = useTranslations('lifecycle');
  const words = useErrorWords();
  const format = useFormat();
  if (error !== undefined) return <p className="warn">{words(error)}</p>;
  if (detail === undefined) return <p className="quiet">{t('measuring')}</p>;
  const volumes = detail.mounts.filter(({ type }) => type === 'volume');
  const nameless = volumes
    .filter(({ anonymous }) => anonymous)
    .map(({ name = '', destination }) => `${name.slice(0, 12)} (${destination})`);
  const named = volumes.filter(({ anonymous }) => !anonymous).map(({ name = '' }) => name);
  return (
    <>
      {detail.sizes === undefined ? null : <p>{t('layerGoes', { size: format.bytes(detail.sizes.writableBytes) })}</p>}
      {nameless.length === 0 ? null : (
        <p className={withVolumes ? 'bad' : 'quiet'}>
          {t(withVolumes ? 'volumesGo' : 'volumesStay', { count: nameless.length, names: nameless.join(', ') })}
        </p>
      )}
      {named.length === 0 ? null : (
        <p className="quiet">{t('namedStay', { count: named.length, names: named.join(', ') })}</p>
      )}
    </>
  );
}
