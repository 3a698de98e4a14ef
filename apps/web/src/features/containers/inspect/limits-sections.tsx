import type { ContainerInspection } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format/use-format';
import { Fact, Facts, Section } from '../../../lib/ui/facts';

/** What the container may use at most. */
export function LimitsSection({ detail: { limits } }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const format = useFormat();
  const bytes = (value: number | undefined) =>
    value === undefined ? undefined : value < 0 ? t('unlimited') : format.bytes(value);
  const rows = [
    [t('limit.memory'), bytes(limits.memoryBytes)],
    [t('limit.memorySwap'), bytes(limits.memorySwapBytes)],
    [t('limit.memoryReservation'), bytes(limits.memoryReservationBytes)],
    ['CPU', limits.cpus],
    [t('limit.cpuShares'), limits.cpuShares],
    [
      t('limit.cpuQuota'),
      limits.cpuQuota === undefined ? undefined : `${limits.cpuQuota} / ${limits.cpuPeriod ?? 100_000} µs`,
    ],
    [t('limit.cpuset'), limits.cpusetCpus],
    [t('limit.pids'), limits.pids],
    [t('limit.shm'), bytes(limits.shmBytes)],
    [t('limit.oom'), limits.oomKillDisabled ? t('oomOff') : undefined],
    ...limits.ulimits.map(({ name, soft, hard }) => [`ulimit ${name}`, `${soft} / ${hard}`] as const),
  ] as const;
  const set = rows.filter(([, value]) => value !== undefined);
  return (
    <Section title={t('limits')}>
      <Facts>
        {limits.memoryBytes === undefined ? <Fact name={t('limit.memory')}>{t('unlimited')}</Fact> : null}
        {set.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}

/** What keeps the container apart from its host, and what lets it nearer. */
export function SecuritySection({ detail: { security } }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const { privileged, readOnlyRoot, capAdd, capDrop, options, appArmorProfile, devices } = security;
  const modes = [
    ['pid', security.pidMode],
    ['ipc', security.ipcMode],
    ['userns', security.usernsMode],
    ['cgroupns', security.cgroupnsMode],
    ['runtime', security.runtime],
    ['AppArmor', appArmorProfile],
  ] as const;
  return (
    <Section title={t('security')}>
      <Facts>
        <Fact name={t('privileged')}>
          {privileged ? <span className="bad">{t('isPrivileged')}</span> : t('notPrivileged')}
        </Fact>
        <Fact name={t('rootFiles')}>{t(readOnlyRoot ? 'readOnly' : 'writableRoot')}</Fact>
        <Fact name={t('capabilities')}>
          {capAdd.length + capDrop.length === 0
            ? t('capDefault')
            : [...capAdd.map((name) => `+${name}`), ...capDrop.map((name) => `−${name}`)].join(', ')}
        </Fact>
        {options.length === 0 ? null : <Fact name={t('securityOptions')}>{options.join(', ')}</Fact>}
        {modes.map(([name, mode]) =>
          mode === undefined ? null : (
            <Fact key={name} name={name}>
              <code>{mode}</code>
            </Fact>
          ),
        )}
        {devices.length === 0 ? null : (
          <Fact name={t('devices')}>
            <code>{devices.map(({ onHost, inContainer }) => `${onHost} → ${inContainer}`).join(', ')}</code>
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
