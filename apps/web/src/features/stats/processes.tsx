import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { Copyable } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { metricText } from './metric-text';
import classes from './stats.module.css';
import { useProcesses } from './use-stats';

/** Rows at first: more are there on demand. */
const FIRST = 100;

/** The processes of a container, asked for anew with the button. */
export function Processes({ container, isRunning }: { container: Container; isRunning: boolean }) {
  const t = useTranslations('stats');
  const { data, error, isFetching, refetch } = useProcesses(
    { hostId: container.hostId, containerId: container.id },
    isRunning,
  );
  const aside = isRunning ? (
    <span className={classes.aside}>
      {data === undefined ? null : (
        <span className="quiet">
          <Age at={data.asOf} />
        </span>
      )}
      <Button variant="default" size="compact-sm" loading={isFetching} onClick={() => void refetch()}>
        {t('refresh')}
      </Button>
    </span>
  ) : null;
  return (
    <Section title={t('processes')} aside={aside}>
      {isRunning ? null : <p className="quiet">{t('noProcesses')}</p>}
      {isRunning && error !== null ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {isRunning && data === undefined && error === null ? <SkeletonRows count={3} /> : null}
      {isRunning && data !== undefined && error === null ? <ProcessTable data={data} /> : null}
    </Section>
  );
}

function ProcessTable({ data: { processes, more } }: { data: NonNullable<ReturnType<typeof useProcesses>['data']> }) {
  const t = useTranslations('stats');
  const format = useFormat();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? processes : processes.slice(0, FIRST);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard */}
      <section className={classes.scroll} aria-label={t('processes')} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" data-align="end">
                PID
              </th>
              <th scope="col">{t('process.user')}</th>
              <th scope="col" data-align="end">
                {t('cpu')}
              </th>
              <th scope="col" data-align="end">
                {t('memory')}
              </th>
              <th scope="col" data-align="end">
                {t('process.time')}
              </th>
              <th scope="col">{t('process.command')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ pid, user, cpuPercent, memoryBytes, time, command }) => (
              <tr key={pid}>
                <td data-align="end">{pid}</td>
                <td>{user}</td>
                <td data-align="end">{cpuPercent === undefined ? '–' : format.finePercent(cpuPercent / 100)}</td>
                <td data-align="end">{metricText('bytes', memoryBytes, format)}</td>
                <td data-align="end">{time}</td>
                <td>
                  <Copyable text={command} what={t('process.command')} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length < processes.length ? (
        <Button variant="default" onClick={() => setWhole(true)}>
          {t('showAll', { count: processes.length })}
        </Button>
      ) : null}
      {more > 0 ? <p className="quiet">{t('moreProcesses', { count: more })}</p> : null}
      <p className="quiet">{t('pidsOfHost')}</p>
    </>
  );
}
