import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DialogForm } from '../../lib/ui/dialog-form';
import { useCreateEach } from '../images/use-create-each';
import classes from './recreate-dialog.module.css';
import { canPull, isRunning, type RecreateTarget, recreateRequests } from './recreate-target';

interface Props {
  targets: readonly RecreateTarget[];
  /** What drifted is the registry: without a pull nothing would change. */
  pullsFirst?: boolean;
  onClose(): void;
}

/** As the job has it where nobody says otherwise. */
const STEADY_SECONDS = 10;

/** Says what becomes of the containers before they are made anew. */
export default function RecreateDialog({ targets, pullsFirst = false, onClose }: Props) {
  const t = useTranslations('recreate');
  const [isPullAsked, setPullAsked] = useState(pullsFirst);
  const { create, isPending, problem } = useCreateEach();
  const count = targets.length;
  const running = targets.filter(isRunning).length;
  const pullable = targets.filter(canPull);
  const isPullNeeded = pullable.length > 0 && pullable.every(({ lacksImage }) => lacksImage);
  const pull = isPullAsked || isPullNeeded;
  return (
    <DialogForm
      title={t('title', { count, name: targets[0]?.name ?? '' })}
      submit={t(pull ? 'submitPull' : 'submit', { count })}
      isPending={isPending}
      problem={problem}
      size={600}
      onSubmit={() => create(recreateRequests(targets, pull))}
      onClose={onClose}
    >
      <ul className={classes.targets}>
        {targets.map(({ hostId, hostName, containerId, name, image }) => (
          <li key={`${hostId}/${containerId}`}>
            <strong>{name}</strong> <span className="quiet">{hostName}</span>
            <code className={classes.image}>{image}</code>
          </li>
        ))}
      </ul>
      <ul className={classes.what}>
        <li>{t('lead', { count })}</li>
        {running === 0 ? null : (
          <>
            <li>{t('isInterrupted', { count })}</li>
            <li>{t('isKept', { seconds: STEADY_SECONDS })}</li>
          </>
        )}
        {running === count ? null : (
          <li>{t('staysStopped', { count: count === 1 ? 1 : count - running, all: count })}</li>
        )}
        <li>{t('isLost', { count })}</li>
      </ul>
      {pullable.length === 0 ? null : (
        <Checkbox
          data-autofocus
          label={t('pull')}
          description={t(pullable.some(({ lacksImage }) => lacksImage) ? 'pullNeeded' : 'pullHint')}
          checked={pull}
          disabled={isPullNeeded}
          onChange={(event) => setPullAsked(event.currentTarget.checked)}
        />
      )}
    </DialogForm>
  );
}
