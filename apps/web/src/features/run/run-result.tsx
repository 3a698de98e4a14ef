import type { Job } from '@roadstead/contract';
import type { JobResult } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { EngineWarnings, MadeContainer } from '../jobs/made-container';

interface Props {
  host: Pick<Job, 'hostId' | 'hostName'>;
  result: JobResult<'container.run'>;
}

/** The container that a run came to, and what the engine had to say about it. */
export function RunResult({ host, result: { containerId, name, warnings, started } }: Props) {
  const t = useTranslations('run');
  return (
    <>
      <MadeContainer
        host={host}
        containerId={containerId}
        words={t(started ? 'started' : 'made', { name, host: host.hostName })}
        label={t('result')}
      />
      <EngineWarnings title={t('warnings')} warnings={warnings} />
    </>
  );
}
