import { Button, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { IconSearch } from '@tabler/icons-react';
import { lazy, type SubmitEvent, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '../../lib/ui/form-problem';
import { useUrlState } from '../../lib/ui/use-url-state';
import { HostChoice } from '../hosts/host-choice';
import { AT_ONCE, rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import type { ChosenImage } from '../registries/remote-image-view';
import { CredentialChoice } from './credential-choice';
import classes from './pull-form.module.css';
import { ReferenceField } from './reference-field';
import { useReferenceCheck } from './use-reference-check';

const PullBrowser = lazy(() => import('./pull-browser'));
const PullCosts = lazy(() => import('./pull-costs'));

/** One reference, typed or chosen in a registry, on one host or many. */
export function PullForm({ hosts }: { hosts: Host[] }) {
  const t = useTranslations('pull');
  const url = useUrlState();
  const [reference, setReference] = useState(url.get('reference') ?? '');
  const [platform, setPlatform] = useState(url.get('platform') ?? '');
  const [registryId, setRegistryId] = useState(url.get('registryId') ?? '');
  const [rolling, setRolling] = useState(AT_ONCE);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(hosts.length === 1 ? [hosts[0]?.id ?? ''] : (url.get('host') ?? '').split(',')),
  );
  const check = useReferenceCheck(reference);
  const { create, isPending, problem } = useCreateJobs();
  const hostIds = hosts.filter((host) => chosen.has(host.id)).map((host) => host.id);
  const [isBrowsing, setBrowsing] = useState(false);
  const [isCostShown, setCostShown] = useState(false);
  const type = (next: string) => {
    setReference(next);
    // A credential is of one registry; another reference may lead to another.
    setRegistryId('');
  };

  const take = (image: ChosenImage) => {
    setReference(image.reference);
    setRegistryId(image.registryId);
    setPlatform(image.platform ?? '');
    setCostShown(true);
    setBrowsing(false);
  };

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const params = {
      reference: reference.trim(),
      registryId: registryId === '' ? undefined : registryId,
      platform: platform.trim() === '' ? undefined : platform.trim(),
    };
    create({ kind: 'image.pull', hostIds, params, rolling: rollingOf(rolling, hostIds.length) });
  };

  return (
    <>
      <form onSubmit={submit} className={classes.form}>
        <div className={classes.reference}>
          <ReferenceField
            label={t('reference')}
            description={check.meaning === undefined ? t('referenceHint') : t('means', { reference: check.meaning })}
            error={check.problem}
            placeholder="nginx:1.27"
            size="sm"
            value={reference}
            onChange={type}
            autoFocus
            required
          />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconSearch size={14} aria-hidden />}
            onClick={() => setBrowsing(true)}
          >
            {t('browse')}
          </Button>
        </div>
        {check.parts === undefined ? null : (
          <CredentialChoice address={check.parts.registry} value={registryId} onChange={setRegistryId} />
        )}
        <HostChoice hosts={hosts} chosen={chosen} onChange={setChosen} />
        {hostIds.length === 0 || !check.isValid ? null : isCostShown ? (
          <Suspense>
            <PullCosts
              reference={reference}
              registryId={registryId === '' ? undefined : registryId}
              platform={platform.trim() === '' ? undefined : platform.trim()}
              hosts={hosts.filter((host) => chosen.has(host.id))}
            />
          </Suspense>
        ) : (
          <Button variant="default" className={classes.submit} onClick={() => setCostShown(true)}>
            {t('showCost')}
          </Button>
        )}
        <RollingFields value={rolling} onChange={setRolling} hostCount={hostIds.length} />
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
        <FormProblem>{problem}</FormProblem>
        <Button
          type="submit"
          size="sm"
          className={classes.submit}
          loading={isPending}
          disabled={hostIds.length === 0 || !check.isValid}
        >
          {t('submit', { count: hostIds.length })}
        </Button>
      </form>
      <Suspense>{isBrowsing ? <PullBrowser onChoose={take} onClose={() => setBrowsing(false)} /> : null}</Suspense>
    </>
  );
}
