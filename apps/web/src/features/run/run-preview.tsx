import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '../../lib/ui/copy-button';
import { Tabs } from '../../lib/ui/tabs';
import { composeYaml } from './compose-yaml';
import { dockerRunLine } from './docker-run';
import { type RunDraft, runParams } from './run-draft';
import classes from './run-form.module.css';

const FORMS = { docker: dockerRunLine, compose: composeYaml };
type Form = keyof typeof FORMS;
const TABS: readonly { id: Form; label: string }[] = [
  { id: 'docker', label: 'docker run' },
  { id: 'compose', label: 'compose.yaml' },
];

/** The same for a shell or for compose, as it is typed. */
export function RunPreview({ draft, isSound }: { draft: RunDraft; isSound: boolean }) {
  const t = useTranslations('run.preview');
  const [form, setForm] = useState<Form>('docker');
  const text = isSound ? FORMS[form](runParams(draft)) : undefined;
  return (
    <section aria-label={t('title')} className={classes.preview}>
      <Tabs label={t('title')} tabs={TABS} current={form} onChange={(next) => setForm(next)} />
      {text === undefined ? (
        <p className="quiet">{t(draft.image.trim() === '' ? 'noImage' : 'notSound')}</p>
      ) : (
        <>
          <pre className={classes.text}>{text}</pre>
          <div className={`${classes.copy} quiet`}>
            <span className={classes.note}>{t(form)}</span>
            <CopyButton text={text} what={t(`what.${form}`)} />
          </div>
        </>
      )}
    </section>
  );
}
