import { Button } from '@mantine/core';
import type { Upload } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { ProgressBar } from '../../lib/ui/progress-bar';
import type { PackedFolder } from './pack-folder';
import classes from './upload-field.module.css';
import type { UploadState } from './upload-task';
import type { UploadControls } from './use-upload';

interface Props {
  upload: UploadControls;
  /** One from before that was chosen; the page holds nothing else of it. */
  earlier: Upload | undefined;
  packed: PackedFolder | undefined;
  onClear(): void;
}

/** What is uploaded or being uploaded, how far it is, and what can be done about it. */
export function UploadProgress({ upload, earlier, packed, onClear }: Props) {
  const t = useTranslations('uploads');
  const format = useFormat();
  const { state } = upload;
  const name = state?.file.name ?? earlier?.filename ?? '';
  const size = state?.file.size ?? earlier?.size ?? 0;
  const isDone = state === undefined || state.phase === 'done';
  return (
    <div className={classes.progress}>
      <div className={classes.what}>
        <strong className="truncate">{name}</strong>
        <span className="quiet tabular">{format.bytes(size)}</span>
      </div>
      <ProgressBar
        label={t('progressOf', { name })}
        value={isDone ? 1 : size === 0 ? 0 : state.sent / size}
        tone={isDone ? 'good' : state.phase === 'failed' ? 'bad' : state.phase === 'paused' ? 'idle' : 'accent'}
      />
      <div className={classes.line}>
        <span role="status" className={classes.words}>
          {state === undefined ? null : <StateWords state={state} />}
          {earlier === undefined ? null : (
            <>
              {t('uploaded')} <Age at={earlier.createdAt} />
            </>
          )}
        </span>
        <span className={classes.buttons}>
          {state?.phase === 'uploading' || state?.phase === 'retrying' ? (
            <Button variant="default" size="compact-xs" onClick={upload.pause}>
              {t('pause')}
            </Button>
          ) : null}
          {state?.phase === 'paused' || state?.phase === 'failed' ? (
            <Button size="compact-xs" onClick={upload.resume}>
              {t('resume')}
            </Button>
          ) : null}
          <Button variant="default" size="compact-xs" onClick={onClear}>
            {isDone ? t('another') : t('cancel')}
          </Button>
        </span>
      </div>
      {packed === undefined ? null : (
        <p className="quiet">{t('packed', { files: packed.files, leftOut: packed.leftOut })}</p>
      )}
    </div>
  );
}

function StateWords({ state }: { state: UploadState }) {
  const t = useTranslations('uploads');
  const words = useErrorWords();
  const format = useFormat();
  if (state.phase === 'done') return t('done');
  if (state.phase === 'failed') return <span className="bad">{words(state.error)}</span>;
  const done = t('bytesOf', { done: format.bytes(state.sent), total: format.bytes(state.file.size) });
  if (state.phase === 'paused') return t('paused', { done });
  if (state.phase === 'retrying') return <span className="warn">{t('retrying', { done })}</span>;
  const { bytesPerSecond } = state;
  const left = bytesPerSecond > 0 ? (state.file.size - state.sent) / bytesPerSecond : undefined;
  return (
    <span className="tabular">
      {done}
      {bytesPerSecond > 0 ? ` · ${format.rate(bytesPerSecond)}` : ''}
      {left === undefined ? '' : ` · ${t('timeLeft', { time: format.duration(left) })}`}
    </span>
  );
}
