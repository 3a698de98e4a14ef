import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import { MoreFields } from '../../lib/ui/more-fields';
import { useMay } from '../auth/use-current-user';
import { useProblemWords } from './problem-words';
import { HEALTH, NEW_RUN, type RunDraft } from './run-draft';
import type { FieldsProps } from './run-form';
import classes from './run-form.module.css';

const LIMITS = [
  ['memory', '512m'],
  ['memorySwap', '1g'],
  ['cpus', '1.5'],
  ['pids', '200'],
  ['shm', '64m'],
] as const;
const PROCESS = [
  ['hostname', 'web-1'],
  ['user', '1000:1000'],
  ['workdir', '/srv'],
  ['stopSignal', 'SIGTERM'],
  ['stopTimeout', '10'],
] as const;
const HEALTH_TIMES = [
  ['healthInterval', '30'],
  ['healthTimeout', '30'],
  ['healthStartPeriod', '0'],
  ['healthRetries', '3'],
] as const;
const SWITCHES = ['interactive', 'tty', 'autoRemove', 'init', 'readOnlyRoot'] as const;

/** What most runs leave as it is. A part in which something is set stands open. */
export function AdvancedFields({ draft, change }: FieldsProps) {
  const t = useTranslations('run');
  return (
    <>
      <MoreFields
        title={t('limits')}
        isUsed={differs(
          draft,
          LIMITS.map(([name]) => name),
        )}
      >
        <Texts fields={LIMITS} draft={draft} change={change} />
      </MoreFields>
      <MoreFields
        title={t('process')}
        isUsed={differs(draft, [...PROCESS.map(([name]) => name), ...SWITCHES, 'labels'])}
      >
        <div className={classes.switches}>
          {SWITCHES.map((name) => (
            <Switch key={name} name={name} draft={draft} change={change} />
          ))}
        </div>
        <Texts fields={PROCESS} draft={draft} change={change} />
        <Labels draft={draft} change={change} />
      </MoreFields>
      <MoreFields title={t('health')} isUsed={draft.health !== 'image'}>
        <Health draft={draft} change={change} />
      </MoreFields>
      <MoreFields title={t('rights')} isUsed={differs(draft, ['capAdd', 'capDrop', 'privileged'])}>
        <Rights draft={draft} change={change} />
      </MoreFields>
    </>
  );
}

function differs(draft: RunDraft, fields: readonly (keyof RunDraft)[]): boolean {
  return fields.some((field) => draft[field] !== NEW_RUN[field]);
}

type TextField = (typeof LIMITS | typeof PROCESS | typeof HEALTH_TIMES)[number][0];

function Texts({ fields, draft, change }: FieldsProps & { fields: readonly (readonly [TextField, string])[] }) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  return (
    <div className={classes.pair}>
      {fields.map(([name, example]) => (
        <TextInput
          key={name}
          label={t(`field.${name}`)}
          placeholder={example}
          error={problem(name)}
          autoComplete="off"
          spellCheck={false}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

function Switch({ name, draft, change }: FieldsProps & { name: (typeof SWITCHES)[number] | 'privileged' }) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  return (
    <Checkbox
      label={t(`switch.${name}`)}
      description={t(`switchHint.${name}`)}
      error={problem(name)}
      checked={draft[name]}
      onChange={(event) => change({ [name]: event.currentTarget.checked })}
    />
  );
}

function Labels({ draft, change }: FieldsProps) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  return (
    <Textarea
      label={t('labels')}
      description={t('labelsHint')}
      placeholder="stage=production"
      error={problem('labels')}
      autosize
      minRows={2}
      maxRows={10}
      spellCheck={false}
      styles={MONO}
      value={draft.labels}
      onChange={(event) => change({ labels: event.currentTarget.value })}
    />
  );
}

function Health({ draft, change }: FieldsProps) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  return (
    <>
      <NativeSelect
        label={t('healthFrom')}
        value={draft.health}
        data={HEALTH.map((value) => ({ value, label: t(`healths.${value}`) }))}
        onChange={(event) => change({ health: HEALTH.find((kind) => kind === event.currentTarget.value) ?? 'image' })}
      />
      {draft.health === 'shell' ? (
        <>
          <TextInput
            label={t('healthCommand')}
            placeholder="wget -q -O /dev/null http://127.0.0.1/"
            error={problem('healthCommand')}
            styles={MONO}
            spellCheck={false}
            value={draft.healthCommand}
            onChange={(event) => change({ healthCommand: event.currentTarget.value })}
          />
          <Texts fields={HEALTH_TIMES} draft={draft} change={change} />
        </>
      ) : null}
    </>
  );
}

function Rights({ draft, change }: FieldsProps) {
  const t = useTranslations('run');
  const mayElevate = useMay('containers.elevate');
  const problem = useProblemWords(draft);
  return (
    <>
      {mayElevate ? null : <p className={`${classes.note} quiet`}>{t('rightsNeedAdmin')}</p>}
      <div className={classes.pair}>
        {(['capDrop', 'capAdd'] as const).map((name) => (
          <TextInput
            key={name}
            label={t(name)}
            placeholder={name === 'capDrop' ? 'ALL' : 'NET_ADMIN'}
            error={problem(name)}
            autoComplete="off"
            spellCheck={false}
            value={draft[name]}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      {mayElevate || draft.privileged ? <Switch name="privileged" draft={draft} change={change} /> : null}
    </>
  );
}
