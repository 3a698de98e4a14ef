import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { CredentialChoice } from '../images/credential-choice';
import { ReferenceField } from '../images/reference-field';
import { useProblemWords } from './problem-words';
import { PULLS } from './run-draft';
import type { FieldsProps } from './run-form';
import classes from './run-form.module.css';
import type { RunImage } from './use-run-image';

interface Props extends FieldsProps {
  image: RunImage;
  chosen: readonly Host[];
}

/** The image, where it is, and what is done where it is not; and the container's name. */
export function ImageFields({ draft, change, image, chosen }: Props) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  return (
    <>
      <ReferenceField
        label={t('image')}
        description={image.meaning === undefined ? t('imageHint') : t('means', { reference: image.meaning })}
        error={image.problem}
        placeholder="shop/web:1.2"
        size="sm"
        value={draft.image}
        onChange={(text) => change({ image: text, registryId: '' })}
        autoFocus={draft.image === ''}
        required
      />
      <Whereabouts draft={draft} change={change} image={image} chosen={chosen} />
      <div className={classes.pair}>
        <NativeSelect
          label={t('pull')}
          value={draft.pull}
          data={PULLS.map((value) => ({ value, label: t(`pulls.${value}`) }))}
          onChange={(event) => change({ pull: PULLS.find((way) => way === event.currentTarget.value) ?? 'missing' })}
        />
        <TextInput
          label={t('name')}
          placeholder="web"
          error={problem('name')}
          autoComplete="off"
          spellCheck={false}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
      {draft.pull === 'never' || image.registry === undefined ? null : (
        <CredentialChoice
          address={image.registry}
          value={draft.registryId}
          onChange={(registryId) => change({ registryId })}
        />
      )}
      <Checkbox
        label={t('start')}
        description={t('startHint')}
        checked={draft.start}
        onChange={(event) => change({ start: event.currentTarget.checked })}
      />
    </>
  );
}

/** On which of the chosen hosts the image is not, and what that means. */
function Whereabouts({ draft, image, chosen }: Props) {
  const t = useTranslations('run');
  const format = useFormat();
  if (image.hostIds === undefined || chosen.length === 0) return null;
  const missing = chosen.filter((host) => !image.hostIds?.has(host.id)).map((host) => host.name);
  if (missing.length === 0) return <p className={`${classes.note} quiet`}>{t('isThere')}</p>;
  const isRefused = draft.pull === 'never' || draft.image.trim().startsWith('sha256:');
  return (
    <p className={`${classes.note} ${isRefused ? 'bad' : 'quiet'}`} role="status">
      {t(isRefused ? 'missingThere' : 'pulledThere', { hosts: format.list(missing) })}
    </p>
  );
}
