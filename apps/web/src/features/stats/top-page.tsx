'use client';

import { useTranslations } from 'use-intl/react';
import { FilterBar } from '../../lib/ui/filter-bar';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { HostFilter } from '../hosts/host-filter';
import { useHost } from '../hosts/use-hosts';
import { SilentHost } from './silent-host';
import classes from './stats.module.css';
import { TopTable } from './top-table';

/** Which containers of the fleet use most, now. */
export function TopPage() {
  const t = useTranslations('stats');
  const url = useUrlState();
  const hostId = url.get('host');
  const { data: host } = useHost(hostId ?? '');
  return (
    <>
      <PageHeader title={t('top')} />
      <FilterBar>
        <HostFilter value={hostId} onChange={(host) => url.set({ host })} />
      </FilterBar>
      <div className={classes.notices}>
        <SilentHost host={host} />
      </div>
      <TopTable hostId={hostId} />
    </>
  );
}
