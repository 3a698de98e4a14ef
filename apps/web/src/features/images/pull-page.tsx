'use client';

import { Button, Checkbox, TextInput } from '@mantine/core';
import type { CreateJobsBody, Host } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { HostStatusWords } from '../hosts/host-status';
import { useHosts } from '../hosts/use-hosts';
import classes from './pull-page.module.css';
import { useReferenceCheck } from './use-reference-check';

/** A form: one reference, many hosts. It leads to the page of the batch. */
export function PullPage() {
  const t = useTranslations('pull');
  const hosts = useHosts();
  const shown = hosts.data?.filter((host) => host.status !== 'revoked');
  return (
    <>
      <PageHeader title={t('title')} above={{ href: '/images/', label: t('images') }} summary={t('lead')} />
      {hosts.isPending ? <SkeletonRows count={4} /> : null}
      {hosts.isError && hosts.data === undefined ? (
        <ErrorState error={hosts.error} onRetry={() => hosts.refetch()} />
      ) : null}
      {shown?.length === 0 ? <NoHosts /> : null}
      {shown === undefined || shown.length === 0 ? null : <PullForm hosts={shown} />}
    </>
  );
}

function NoHosts() {
  const t = useTranslations();
  return (
    <EmptyState title={t('pull.noHosts')}>
      <AppLink href="/hosts/?add=1" className="link">
        {t('shell.addHost')}
      </AppLink>
    </EmptyState>
  );
}

function PullForm({ hosts }: { hosts: Host[] }) {
  const t = useTranslations('pull');
  const url = useUrlState();
  const router = useRouter();
  const words = useErrorWords();
  const [reference, setReference] = useState(url.get('reference') ?? '');
  const [platform, setPlatform] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(hosts.length === 1 ? [hosts[0]?.id ?? ''] : [url.get('host') ?? '']),
  );
  const check = useReferenceCheck(reference);
  const hostIds = hosts.filter((host) => chosen.has(host.id)).map((host) => host.id);
  const create = useMutation({
    mutationFn: (body: CreateJobsBody) => call('createJobs', { body }),
    onSuccess: ({ batchId }) => router.push(hrefTo.batch(batchId)),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const params = { reference: reference.trim(), platform: platform.trim() === '' ? undefined : platform.trim() };
    create.mutate({ kind: 'image.pull', hostIds, params });
  };

  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label={t('reference')}
        description={check.meaning === undefined ? t('referenceHint') : t('means', { reference: check.meaning })}
        error={check.problem}
        placeholder="nginx:1.27"
        size="sm"
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        autoFocus
        required
        withAsterisk={false}
      />
      <HostChoice hosts={hosts} chosen={chosen} onChange={setChosen} />
      <TextInput
        label={t('platform')}
        size="sm"
        description={t('platformHint')}
        placeholder="linux/arm64"
        value={platform}
        pattern="[a-z0-9]+/[a-z0-9_]+(/v[0-9]+)?"
        title={t('platformHint')}
        onChange={(event) => setPlatform(event.currentTarget.value)}
      />
      {create.error === null ? null : (
        <p role="alert" className="bad">
          {words(create.error)}
        </p>
      )}
      <Button
        type="submit"
        size="sm"
        className={classes.submit}
        loading={create.isPending}
        disabled={hostIds.length === 0 || !check.isValid}
      >
        {t('submit', { count: hostIds.length })}
      </Button>
    </form>
  );
}

interface HostChoiceProps {
  hosts: Host[];
  chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}

function HostChoice({ hosts, chosen, onChange }: HostChoiceProps) {
  const t = useTranslations('pull');
  const sorted = [...hosts].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  const areAll = sorted.every((host) => chosen.has(host.id));
  return (
    <fieldset className={classes.hosts}>
      <legend>
        {t('hosts')}
        <button
          type="button"
          className={classes.all}
          onClick={() => onChange(new Set(areAll ? [] : sorted.map((host) => host.id)))}
        >
          {areAll ? t('chooseNone') : t('chooseAll')}
        </button>
      </legend>
      <ul>
        {sorted.map((host) => (
          <li key={host.id}>
            <label className={classes.host} htmlFor={`host-${host.id}`}>
              <Checkbox id={`host-${host.id}`} checked={chosen.has(host.id)} onChange={() => toggle(host.id)} />
              <strong className="truncate">{host.name}</strong>
              <span className={classes.state}>
                <HostStatusWords host={host} withAge={false} />
                {host.status === 'online' ? null : <span className="quiet"> · {t('waits')}</span>}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
