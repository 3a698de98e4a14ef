import type { Host } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';

/** Where an engine keeps what it has, in its own words. */
export function StorageFacts({ engine }: { engine: NonNullable<Host['engine']> }) {
  const t = useTranslations('hosts.facts');
  return (
    <Facts>
      <Fact name={t('driver')}>{engine.storageDriver}</Fact>
      <Fact name={t('dataRoot')}>
        <Copyable text={engine.dataRoot} what={t('dataRoot')} />
      </Fact>
      {engine.storageStatus.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  );
}
