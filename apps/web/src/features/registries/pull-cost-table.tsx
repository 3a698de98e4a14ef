import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Host, PullCost } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Section } from '../../lib/ui/facts';
import classes from './pull-cost-table.module.css';

const TYPING_PAUSE_MS = 500;
/** Hosts that are asked for at once; the rest is a click away. */
const SHOWN = 10;
const FRESH_MS = 30_000;

interface Props {
  /** Of an image, well-formed. */
  reference: string;
  registryId?: string;
  platform?: string;
  hosts: readonly Host[];
}

/** What a pull would take from the network on each of these hosts, before it is done. */
export function PullCostTable({ reference, registryId, platform, hosts }: Props) {
  const t = useTranslations('registries.cost');
  const [settled] = useDebouncedValue(reference.trim(), TYPING_PAUSE_MS);
  const [areAllShown, showAll] = useState(false);
  if (hosts.length === 0 || settled === '') return null;
  const shown = areAllShown ? hosts : hosts.slice(0, SHOWN);
  return (
    <Section title={t('title')} aside={<span className="quiet">{t('compressed')}</span>}>
      <ul className={classes.costs}>
        {shown.map((host) => (
          <HostCost key={host.id} host={host} query={{ reference: settled, registryId, platform }} />
        ))}
      </ul>
      {shown.length < hosts.length ? (
        <Button variant="subtle" size="compact-sm" onClick={() => showAll(true)}>
          {t('more', { count: hosts.length - shown.length })}
        </Button>
      ) : null}
    </Section>
  );
}

interface HostCostProps {
  host: Host;
  query: { reference: string; registryId?: string; platform?: string };
}

function HostCost({ host, query }: HostCostProps) {
  const t = useTranslations('registries.cost');
  const words = useErrorWords();
  const { data, error } = useQuery({
    queryKey: KEYS.pullCost({ ...query, hostId: host.id }),
    queryFn: ({ signal }) => call('pullCost', { params: { hostId: host.id }, query, signal }),
    staleTime: FRESH_MS,
    retry: false,
  });
  return (
    <li className={classes.cost}>
      <strong className="truncate">{host.name}</strong>
      {data === undefined ? (
        <span
          className={`${classes.words} ${error === null ? 'quiet' : 'bad'}`}
          role={error === null ? 'status' : undefined}
        >
          {error === null ? t('asking') : words(error)}
        </span>
      ) : (
        <Cost cost={data} />
      )}
    </li>
  );
}

function Cost({ cost }: { cost: PullCost }) {
  const t = useTranslations('registries.cost');
  const format = useFormat();
  const { bytesMissing, bytesPresent, upToDate, layers, dataAsOf, platform } = cost;
  const total = bytesMissing + bytesPresent;
  const missing = layers.filter(({ present }) => !present).length;
  const present = total === 0 ? 0 : (bytesPresent / total) * 100;
  return (
    <>
      <span className={classes.bar} aria-hidden="true">
        <span className={classes.present} style={{ width: `${present}%` }} />
        <span
          className={classes.missing}
          style={{ width: `${bytesMissing === 0 ? 0 : Math.max(100 - present, 1)}%` }}
        />
      </span>
      <span className={classes.words}>
        {missing === 0
          ? upToDate
            ? t('upToDate')
            : t('allThere')
          : t.rich('fetches', {
              bytes: format.bytes(bytesMissing),
              count: missing,
              b: (chunks) => <strong>{chunks}</strong>,
            })}
        {missing > 0 && bytesPresent > 0 ? (
          <span className="quiet"> · {t('present', { bytes: format.bytes(bytesPresent) })}</span>
        ) : null}
      </span>
      <span className={classes.age}>
        {platform}
        {dataAsOf === undefined ? null : (
          <>
            {' · '}
            <span title={t('dataFrom')}>
              <Age at={dataAsOf} />
            </span>
          </>
        )}
      </span>
    </>
  );
}
