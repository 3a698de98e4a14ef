import type { Job } from '@roadstead/contract';
import type { JobResult } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';

interface Props {
  host: Pick<Job, 'hostId' | 'hostName'>;
  result: JobResult<'container.recreate'>;
}

/** The container that took the old one's place, and from which image to which it went. */
export function RecreateResult({ host: { hostId, hostName }, result }: Props) {
  const t = useTranslations('recreate');
  const { containerId, name, imageId, previousImageId, warnings, running } = result;
  const image = (id: string) => (
    <AppLink href={hrefTo.image(id)} className="link mono">
      {shortId(id)}
    </AppLink>
  );
  return (
    <>
      <p>
        {t(running ? 'done' : 'doneStopped', { name, host: hostName })}{' '}
        <AppLink href={hrefTo.container(hostId, containerId)} className="link">
          {t('result')} <code>{shortId(containerId)}</code>
        </AppLink>
      </p>
      <p>
        {t('images')} {previousImageId === undefined ? null : <>{image(previousImageId)} → </>}
        {image(imageId)}
      </p>
      {warnings.length === 0 ? null : (
        <Callout tone="warn" title={t('warnings')}>
          {warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Callout>
      )}
    </>
  );
}
