import { useTranslations } from 'use-intl/react';
import { Filter } from '../../lib/ui/filter-bar';
import { useHosts } from './use-hosts';

/** Choice of a host, for lists of the whole fleet. */
export function HostFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (host: string | undefined) => void;
}) {
  const t = useTranslations('hosts');
  const { data = [] } = useHosts();
  const options = data.map((host) => ({ value: host.id as string, label: host.name }));
  options.sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
  return <Filter label={t('one')} value={value} all={t('all')} options={options} onChange={onChange} />;
}
