import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DialogForm } from '../../lib/ui/dialog-form';
import { ONE_BY_ONE, rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import classes from './recreate-dialog.module.css';
import { canPull, isRunning, type RecreateTarget, recreateJobs } from './recreate-target';

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
  const [rolling, setRolling] = useState(ONE_BY_ONE);
  const [isPullAsked, setPullAsked] = useState(pullsFirst);
  const { create, isPending, problem } = useCreateJobs();
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
      onSubmit={() =>
        create({ kind: 'container.recreate', jobs: recreateJobs(targets, pull), rolling: rollingOf(rolling, count) })
      }
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
      <RollingFields value={rolling} onChange={setRolling} hostCount={count} unit="containers" />
    </DialogForm>
  );
}
