import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import type { ContainerAction } from '@roadstead/domain';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../../lib/i18n/use-error-words';
import { DialogForm } from '../../../lib/ui/dialog-form';
import { useDomain } from '../../images/use-domain';
import { RemovalPreviews } from './removal-previews';
import { type Failure, useAct } from './use-act';
import classes from './verb-dialog.module.css';
import type { OfferedVerb } from './verbs-for';

interface Props {
  verb: OfferedVerb;
  containers: readonly Container[];
  onClose(): void;
}

const LIVE: readonly Container['state'][] = ['running', 'paused', 'restarting'];
const EXPLAINED = [
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGSTOP',
  'SIGCONT',
] as const;

/** Asks before containers are ended or removed: says by name what that means, and how it is to be done. */
export default function VerbDialog({ verb, containers: asked, onClose }: Props) {
  const t = useTranslations('lifecycle');
  const words = useErrorWords();
  const domain = useDomain();
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const [force, setForce] = useState(false);
  const [volumes, setVolumes] = useState(false);
  const [signal, setSignal] = useState(verb === 'kill' ? 'SIGKILL' : '');
  const [seconds, setSeconds] = useState('');
  const act = useAct((failed) => (failed.length === 0 ? onClose() : setFailures(failed)));
  // What was done is done; again is only what failed.
  const failedKeys = new Set(failures.map(({ hostId, containerId }) => `${hostId}/${containerId}`));
  const containers =
    failures.length === 0 ? asked : asked.filter(({ hostId, id }) => failedKeys.has(`${hostId}/${id}`));
  const live = containers.filter(({ state }) => LIVE.includes(state));
  const count = containers.length;
  const name = containers[0]?.name ?? '';
  const explained: readonly string[] = EXPLAINED;
  const signals = [...explained, ...(domain?.SIGNALS ?? []).filter((each) => !explained.includes(each))];
  const submit = () => act.mutate({ action: actionOf(verb, { force, volumes, signal, seconds }), targets: containers });
  return (
    <DialogForm
      title={t(`title.${verb}`, { count, name })}
      submit={t(`submit.${verb}`, { count })}
      isDanger={verb === 'remove' || verb === 'kill'}
      isPending={act.isPending}
      isDisabled={verb === 'remove' && live.length > 0 && !force}
      size={600}
      onSubmit={submit}
      onClose={onClose}
    >
      {failures.map(({ hostId, containerId, error, ...known }) => (
        <p key={`${hostId}/${containerId}`} role="alert" className="bad">
          <strong>{known.name ?? containerId.slice(0, 12)}</strong>: {words(error)}
        </p>
      ))}
      {verb === 'remove' ? (
        <RemovalPreviews containers={containers} withVolumes={volumes} />
      ) : (
        <ul className={classes.names}>
          {containers.map((container) => (
            <li key={`${container.hostId}/${container.id}`}>
              <strong>{container.name}</strong> <span className="quiet">{container.hostName}</span>
              {container.autoRemove === true && verb !== 'kill' ? (
                <span className="warn"> {t('goesWhenEnded')}</span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {verb === 'remove' && live.length > 0 ? (
        <Checkbox
          label={t('force', { count: live.length })}
          description={t('forceHint', { names: live.map((each) => each.name).join(', ') })}
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
        />
      ) : null}
      {verb === 'remove' ? (
        <Checkbox
          label={t('volumes')}
          description={t('volumesHint')}
          checked={volumes}
          onChange={(event) => setVolumes(event.currentTarget.checked)}
        />
      ) : (
        <NativeSelect
          label={t('signal')}
          description={explained.includes(signal) ? t(`signals.${signal as 'SIGKILL'}`) : t('signalHint')}
          data={[...(verb === 'kill' ? [] : [{ value: '', label: t('ownSignal') }]), ...signals]}
          value={signal}
          onChange={(event) => setSignal(event.currentTarget.value)}
          data-autofocus
        />
      )}
      {verb === 'stop' || verb === 'restart' ? (
        <TextInput
          type="number"
          label={t('timeout')}
          description={t('timeoutHint')}
          placeholder={t('ownTimeout')}
          min={0}
          max={600}
          step={1}
          value={seconds}
          onChange={(event) => setSeconds(event.currentTarget.value)}
        />
      ) : null}
      {act.isPending && (verb === 'stop' || verb === 'restart') ? (
        <p role="status" className="quiet">
          {t('takesTime')}
        </p>
      ) : null}
    </DialogForm>
  );
}

interface Options {
  force: boolean;
  volumes: boolean;
  /** Empty: the container's own. */
  signal: string;
  seconds: string;
}

function actionOf(verb: OfferedVerb, { force, volumes, signal, seconds }: Options): ContainerAction {
  switch (verb) {
    case 'remove':
      return { verb, force, volumes };
    case 'kill':
      return { verb, signal };
    case 'stop':
    case 'restart':
      return {
        verb,
        ...(seconds !== '' && { timeoutSeconds: Number(seconds) }),
        ...(signal !== '' && { signal }),
      };
    default:
      return { verb };
  }
}
