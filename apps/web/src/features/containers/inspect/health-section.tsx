import type { ContainerInspection } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format/use-format';
import { Copyable } from '../../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../../lib/ui/facts';
import { StatusDot } from '../../../lib/ui/status-dot';
import { HostAge } from '../../hosts/host-time';
import classes from './inspect.module.css';

/** How the container's health is checked, and what the last probes said. */
export function HealthSection({ detail }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const words = useTranslations('containers.health');
  const format = useFormat();
  const { healthCheck, healthLog, state, hostId } = detail;
  if (healthCheck === undefined) {
    return (
      <Section title={t('health')}>
        <p className="quiet">{t('noHealth')}</p>
      </Section>
    );
  }
  const seconds = (ms: number | undefined, byDefault: number) => format.duration((ms ?? byDefault) / 1000);
  return (
    <Section title={t('health')}>
      <Facts>
        {state.health === undefined ? null : (
          <Fact name={t('healthNow')}>
            {words(state.health)}
            {state.failingStreak ? <span className="bad"> {t('failing', { count: state.failingStreak })}</span> : null}
          </Fact>
        )}
        <Fact name={t('probe')}>
          <Copyable text={healthCheck.test.slice(1).join(' ')} what={t('probe')} />
        </Fact>
        <Fact name={t('probeEvery')}>
          {t('probeTimes', {
            interval: seconds(healthCheck.intervalMs, 30_000),
            timeout: seconds(healthCheck.timeoutMs, 30_000),
            retries: healthCheck.retries ?? 3,
          })}
        </Fact>
      </Facts>
      <ol className={classes.probes} aria-label={t('probes')}>
        {healthLog.map((probe) => (
          <li key={probe.startedAt}>
            <StatusDot tone={probe.exitCode === 0 ? 'good' : 'bad'} />
            {probe.exitCode === 0 ? t('passed') : t('failedWith', { code: probe.exitCode })}{' '}
            <span className="quiet">
              <HostAge hostId={hostId} at={probe.startedAt} />
            </span>
            {probe.output === undefined || probe.output.trim() === '' ? null : <pre>{probe.output.trim()}</pre>}
          </li>
        ))}
      </ol>
      {healthLog.length === 0 ? <p className="quiet">{t('noProbes')}</p> : null}
    </Section>
  );
}
