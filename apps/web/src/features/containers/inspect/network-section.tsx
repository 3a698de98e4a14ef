import type { ContainerInspection } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Copyable } from '../../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../../lib/ui/facts';
import { portTexts } from '../ports';

/** Ports in effect and as asked for, networks and the addresses in them. */
export function NetworkSection({ detail }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const ports = portTexts(detail.ports);
  const asked = detail.portBindings.map(
    ({ containerPort, protocol, hostIp, hostPort }) =>
      `${hostIp === undefined ? '' : `${hostIp}:`}${hostPort ?? t('anyPort')}→${containerPort}/${protocol}`,
  );
  return (
    <Section title={t('network')}>
      <Facts>
        <Fact name={t('ports')}>
          {ports.length === 0 ? '–' : <Copyable text={ports.join(', ')} what={t('ports')} />}
        </Fact>
        {asked.length === 0 ? null : (
          <Fact name={t('portsAsked')}>
            <Copyable text={asked.join(', ')} what={t('portsAsked')} />
          </Fact>
        )}
        <Fact name={t('networkMode')}>
          <Copyable text={detail.networkMode || 'default'} what={t('networkMode')} />
        </Fact>
        {detail.networks.map(({ name, ipAddress, ipv6Address, gateway, macAddress, aliases }) => (
          <Fact key={name} name={name}>
            {ipAddress === undefined ? (
              <span className="quiet">{t('noAddress')}</span>
            ) : (
              <Copyable text={ipAddress} what={name} />
            )}
            {ipv6Address === undefined ? null : <Copyable text={ipv6Address} what={name} />}
            <span className="quiet">
              {[
                gateway === undefined ? '' : t('gateway', { address: gateway }),
                macAddress ?? '',
                aliases.length === 0 ? '' : t('aliases', { names: aliases.join(', ') }),
              ]
                .filter((part) => part !== '')
                .join(' · ')}
            </span>
          </Fact>
        ))}
        {detail.dns.servers.length === 0 ? null : <Fact name="DNS">{detail.dns.servers.join(', ')}</Fact>}
        {detail.extraHosts.length === 0 ? null : (
          <Fact name={t('extraHosts')}>
            <code>{detail.extraHosts.join(', ')}</code>
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
