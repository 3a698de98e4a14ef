import type { Job } from '@roadstead/contract';
import type { JobResult } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { EngineWarnings, MadeContainer } from '../jobs/made-container';

interface Props {
  host: Pick<Job, 'hostId' | 'hostName'>;
  result: JobResult<'container.recreate'>;
}

/** The container that took the old one's place, and from which image to which it went. */
export function RecreateResult({ host, result }: Props) {
  const t = useTranslations('recreate');
  const { containerId, name, imageId, previousImageId, warnings, running } = result;
  const image = (id: string) => (
    <AppLink href={hrefTo.image(id)} className="link mono">
      {shortId(id)}
    </AppLink>
  );
  return (
    <>
      <MadeContainer
        host={host}
        containerId={containerId}
        words={t(running ? 'done' : 'doneStopped', { name, host: host.hostName })}
        label={t('result')}
      />
      <p>
        {t('images')} {previousImageId === undefined ? null : <>{image(previousImageId)} → </>}
        {image(imageId)}
      </p>
      <EngineWarnings title={t('warnings')} warnings={warnings} />
    </>
  );
}
