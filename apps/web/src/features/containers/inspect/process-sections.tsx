import { Button } from '@mantine/core';
import type { ContainerInspection } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../../lib/api/call';
import { useErrorWords } from '../../../lib/i18n/use-error-words';
import { KEYS } from '../../../lib/live/query-keys';
import { Copyable } from '../../../lib/ui/copy-button';
import { Fact, Facts, Section } from '../../../lib/ui/facts';
import { useMay } from '../../auth/use-current-user';

/** What runs, and which of entrypoint and command makes it. */
export function ProcessSection({ detail: { process, hostname } }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const { entrypoint, command, path, args, user, workingDirectory, stopSignal, stopTimeoutSeconds } = process;
  const which =
    entrypoint.length === 0 ? 'commandAlone' : command.length === 0 ? 'entrypointAlone' : 'entrypointWithCommand';
  return (
    <Section title={t('process')}>
      <Facts>
        <Fact name={t('runs')}>
          <Copyable text={[path, ...args].map(quoted).join(' ')} what={t('runs')} />
          <p className="quiet">{t(which)}</p>
        </Fact>
        {entrypoint.length === 0 ? null : (
          <Fact name={t('entrypoint')}>
            <Copyable text={JSON.stringify(entrypoint)} what={t('entrypoint')} />
          </Fact>
        )}
        {command.length === 0 ? null : (
          <Fact name={t('command')}>
            <Copyable text={JSON.stringify(command)} what={t('command')} />
          </Fact>
        )}
        <Fact name={t('user')}>
          {user === '' ? t('root') : <Copyable text={user} what={t('user')} />}
          {process.groups.length === 0 ? null : <span className="quiet"> + {process.groups.join(', ')}</span>}
        </Fact>
        <Fact name={t('workdir')}>
          <Copyable text={workingDirectory || '/'} what={t('workdir')} />
        </Fact>
        <Fact name={t('hostname')}>
          <Copyable text={hostname} what={t('hostname')} />
        </Fact>
        <Fact name={t('terminal')}>
          {t(process.tty ? 'withTty' : 'withoutTty')}
          {process.interactive ? `, ${t('interactive')}` : ''}
        </Fact>
        <Fact name={t('stop')}>
          {t('stopWith', { signal: stopSignal ?? 'SIGTERM', seconds: stopTimeoutSeconds ?? 10 })}
        </Fact>
      </Facts>
    </Section>
  );
}

/** Names are there; values come when somebody asks to see them, and that is on record. */
export function EnvironmentSection({ detail }: { detail: ContainerInspection }) {
  const t = useTranslations('facts');
  const words = useErrorWords();
  const mayInspect = useMay('containers.inspect');
  const [isShown, setShown] = useState(false);
  const { hostId, id } = detail;
  const secrets = useQuery({
    queryKey: KEYS.containerInspection(hostId, id),
    queryFn: ({ signal }) => call('inspectContainer', { params: { hostId, containerId: id }, signal }),
    enabled: isShown,
    // Looked at once is on record once; it is not asked for again behind the reader's back, nor kept.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const values = new Map(isShown ? secrets.data?.environment.map(({ name, value }) => [name, value]) : []);
  const button = (
    <Button
      variant="default"
      size="compact-sm"
      loading={isShown && secrets.isLoading}
      onClick={() => setShown(!isShown)}
      title={t('recorded')}
    >
      {t(isShown ? 'hideValues' : 'showValues')}
    </Button>
  );
  return (
    <Section title={t('environment')} aside={mayInspect && detail.environment.length > 0 ? button : undefined}>
      {isShown && secrets.isError ? (
        <p role="alert" className="bad">
          {words(secrets.error)}
        </p>
      ) : null}
      <Facts>
        {detail.environment.map(({ name }) => {
          const value = values.get(name);
          return (
            <Fact key={name} name={<code>{name}</code>}>
              {value === undefined ? (
                <span className="quiet" role="img" aria-label={t('hidden')}>
                  ••••••
                </span>
              ) : value === '' ? (
                <span className="quiet">{t('empty')}</span>
              ) : (
                <Copyable text={value} what={name} />
              )}
            </Fact>
          );
        })}
      </Facts>
      {detail.environment.length === 0 ? <p className="quiet">{t('noEnvironment')}</p> : null}
      {mayInspect ? null : <p className="quiet">{t('mayNotSee')}</p>}
    </Section>
  );
}

/** As a shell would take it. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
