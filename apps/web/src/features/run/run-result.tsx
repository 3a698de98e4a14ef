import type { Job } from '@roadstead/contract';
import type { JobResult } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';

interface Props {
  host: Pick<Job, 'hostId' | 'hostName'>;
  result: JobResult<'container.run'>;
}

/** The container that a run came to, and what the engine had to say about it. */
export function RunResult({ host: { hostId, hostName }, result }: Props) {
  const t = useTranslations('run');
  const { containerId, name, warnings, started } = result;
  return (
    <>
      <p>
        {t(started ? 'started' : 'made', { name, host: hostName })}{' '}
        <AppLink href={hrefTo.container(hostId, containerId)} className="link">
          {t('result')} <code>{shortId(containerId)}</code>
        </AppLink>
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
