'use client';

import { Button } from '@mantine/core';
import type { Registry } from '@roadstead/contract';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Copyable } from '../../lib/ui/copy-button';
import { Absence, Callout } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { useHosts } from '../hosts/use-hosts';
import { PullButton } from '../images/pull-button';
import { BrowseColumns } from './browse-columns';
import { CheckWords, useCheckProblem } from './check-words';
import { PullCostTable } from './pull-cost-table';
import { UseWords } from './registry-columns';
import classes from './registry-detail-page.module.css';
import type { ChosenImage } from './remote-image-view';
import { useCheckRegistry, useRegistry } from './use-registries';

const RegistryFormDialog = lazy(() => import('./registry-form-dialog'));
const RegistryDialogs = lazy(() => import('./registry-dialogs'));

export function RegistryDetailPage() {
  const t = useTranslations('registries');
  const id = useUrlState().get('id') ?? '';
  const { data: registry, error, refetch } = useRegistry(id);
  const above = { href: '/registries/', label: t('title') };
  if (registry !== undefined) return <RegistryPage registry={registry} above={above} />;
  return (
    <>
      <PageHeader title={t('one')} above={above} />
      <Absence id={id} error={error} onRetry={refetch} above={above} />
    </>
  );
}

interface Props {
  registry: Registry;
  above: { href: string; label: string };
}

function RegistryPage({ registry, above }: Props) {
  const t = useTranslations('registries');
  const problem = useCheckProblem(registry);
  const mayBrowse = useMay('jobs.run');
  return (
    <>
      <PageHeader
        title={registry.name}
        above={above}
        summary={<Summary registry={registry} />}
        actions={<Actions registry={registry} />}
      />
      {problem === undefined ? null : (
        <div className={classes.problem}>
          <Callout tone="bad" title={t('check.problem')}>
            {problem}
          </Callout>
        </div>
      )}
      {mayBrowse ? <Browse registry={registry} /> : <p className="quiet">{t('mayNotBrowse')}</p>}
    </>
  );
}

function Summary({ registry }: { registry: Registry }) {
  const t = useTranslations('registries');
  return (
    <>
      <CheckWords registry={registry} />
      <span className="quiet"> · </span>
      <Copyable text={registry.address} what={t('column.address')} />
      <span className="quiet">
        {registry.insecure ? <> · {t('insecureShort')}</> : null}
        {' · '}
        <UseWords registry={registry} />
      </span>
    </>
  );
}

function Actions({ registry }: { registry: Registry }) {
  const t = useTranslations('registries');
  const check = useCheckRegistry(registry.id);
  const mayCheck = useMay('jobs.run');
  const mayManage = useMay('registries.manage');
  const [dialog, setDialog] = useState<'edit' | 'sign-out' | 'remove'>();
  const close = () => setDialog(undefined);
  return (
    <>
      {mayCheck ? (
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t('checkNow')}
        </Button>
      ) : null}
      {mayManage ? (
        <>
          <Button variant="default" onClick={() => setDialog('edit')}>
            {t('edit')}
          </Button>
          {registry.hasPassword ? (
            <Button variant="default" onClick={() => setDialog('sign-out')}>
              {t('signOut')}
            </Button>
          ) : null}
          <Button variant="default" onClick={() => setDialog('remove')}>
            {t('remove')}
          </Button>
        </>
      ) : null}
      <Suspense>
        {dialog === 'edit' ? <RegistryFormDialog registry={registry} onClose={close} /> : null}
        {dialog === 'sign-out' || dialog === 'remove' ? (
          <RegistryDialogs registry={registry} dialog={dialog} onClose={close} />
        ) : null}
      </Suspense>
    </>
  );
}

/** Where the reader is stands in the address, so that an image in a registry can be linked to. */
function Browse({ registry }: { registry: Registry }) {
  const url = useUrlState();
  const place = {
    q: url.get('q'),
    repository: url.get('repository'),
    tag: url.get('tag'),
    platform: url.get('platform'),
  };
  return (
    <BrowseColumns
      registry={registry}
      place={place}
      onMove={({ q, repository, tag, platform }) => url.set({ q, repository, tag, platform })}
      actions={({ reference }) => <PullButton reference={reference} />}
    >
      {(chosen) => <Costs chosen={chosen} registry={registry} />}
    </BrowseColumns>
  );
}

/** On the hosts on which it may be used. */
function Costs({ chosen: { reference, registryId }, registry }: { chosen: ChosenImage; registry: Registry }) {
  const { data: hosts = [] } = useHosts();
  const usable = hosts.filter(({ id }) => registry.allowedHostIds.length === 0 || registry.allowedHostIds.includes(id));
  return <PullCostTable reference={reference} registryId={registryId} hosts={usable} />;
}
