import { Button, TextInput } from '@mantine/core';
import type { Container, ExistingFiles } from '@roadstead/contract';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { toast } from '../../lib/ui/toast';
import type { FolderFile } from '../uploads/pack-folder';
import classes from './files.module.css';
import { shownName } from './shown-name';
import { useFileUpload } from './use-file-upload';

interface Props {
  container: Container;
  path: string;
  /** Dropped already; empty: they are chosen here. */
  files: FolderFile[];
  onClose(): void;
  /** Something was written, or may have been. */
  onDone(): void;
}

const MODE = /^0?[0-7]{3}$/;
const OWNER = /^\d{1,10}(:\d{1,10})?$/;
const SHOWN = 8;

/** Brings files or a folder into a directory; what would be replaced is named before. */
export function UploadDialog({ container, path, files: dropped, onClose, onDone }: Props) {
  const t = useTranslations('files.upload');
  const words = useErrorWords();
  const format = useFormat();
  const [files, setFiles] = useState(dropped);
  const [owner, setOwner] = useState('0:0');
  const [fileMode, setFileMode] = useState('644');
  const [directoryMode, setDirectoryMode] = useState('755');
  const upload = useFileUpload(container, path);
  const { look } = upload;
  useEffect(() => look(files), [files, look]);

  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const conflicts = (upload.existing ?? []).filter(({ type }) => type === 'directory');
  const replaced = (upload.existing ?? []).filter(({ type }) => type !== 'directory');
  const isRight = OWNER.test(owner) && MODE.test(fileMode) && MODE.test(directoryMode);
  const send = async () => {
    const [uid = '0', gid = uid] = owner.split(':');
    const done = await upload.send(files, { uid: Number(uid), gid: Number(gid), fileMode, directoryMode });
    // Also what broke off may have left files there.
    onDone();
    if (done === undefined) return;
    toast(t('done', { count: done.files, bytes: format.bytes(done.bytes) }));
    onClose();
  };
  const close = () => {
    upload.stop();
    onClose();
  };
  return (
    <DialogForm
      title={t('title', { path: shownName(path) })}
      submit={replaced.length > 0 ? t('replace', { count: replaced.length }) : t('submit', { count: files.length })}
      isDanger={replaced.length > 0}
      isPending={upload.sent !== undefined}
      isDisabled={files.length === 0 || !isRight || conflicts.length > 0 || upload.existing === undefined}
      problem={upload.error === undefined ? undefined : words(upload.error)}
      onSubmit={() => void send()}
      onClose={close}
    >
      <Picker onTake={setFiles} isDisabled={upload.sent !== undefined} />
      {files.length === 0 ? null : <p>{t('chosen', { count: files.length, bytes: format.bytes(size) })}</p>}
      <Names names={files.map((each) => each.path)} />
      {conflicts.length === 0 ? null : (
        <Callout tone="bad" title={t('conflicts')}>
          <Names names={conflicts.map(({ name }) => name)} />
        </Callout>
      )}
      {replaced.length === 0 ? null : (
        <Callout tone="warn" title={t('replaces', { count: replaced.length })}>
          <Existing files={replaced} />
        </Callout>
      )}
      {upload.isCut ? <p className="warn">{t('cut')}</p> : null}
      <div className={classes.fields}>
        <TextInput
          label={t('owner')}
          description={t('ownerHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={OWNER.test(owner) ? undefined : t('ownerWrong')}
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <TextInput
          label={t('fileMode')}
          error={MODE.test(fileMode) ? undefined : t('modeWrong')}
          value={fileMode}
          onChange={(event) => setFileMode(event.currentTarget.value)}
        />
        <TextInput
          label={t('directoryMode')}
          error={MODE.test(directoryMode) ? undefined : t('modeWrong')}
          value={directoryMode}
          onChange={(event) => setDirectoryMode(event.currentTarget.value)}
        />
      </div>
      {upload.sent === undefined ? null : (
        <>
          <ProgressBar label={t('progress')} value={upload.total === 0 ? undefined : upload.sent / upload.total} />
          <p role="status" className="quiet tabular">
            {t('sent', { sent: format.bytes(upload.sent), total: format.bytes(upload.total) })}
          </p>
        </>
      )}
    </DialogForm>
  );
}

function Picker({ onTake, isDisabled }: { onTake(files: FolderFile[]): void; isDisabled: boolean }) {
  const t = useTranslations('files.upload');
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = Array.from(currentTarget.files ?? [], (file) => ({
      path: file.webkitRelativePath || file.name,
      file,
    }));
    currentTarget.value = '';
    if (chosen.length > 0) onTake(chosen);
  };
  return (
    <div className={classes.tools}>
      <Button
        variant="default"
        disabled={isDisabled}
        leftSection={<IconFile size={14} aria-hidden />}
        onClick={() => files.current?.click()}
      >
        {t('chooseFiles')}
      </Button>
      <Button
        variant="default"
        disabled={isDisabled}
        leftSection={<IconFolder size={14} aria-hidden />}
        onClick={() => folder.current?.click()}
      >
        {t('chooseFolder')}
      </Button>
      <input ref={files} type="file" multiple hidden aria-label={t('chooseFiles')} onChange={take} />
      <input ref={folder} type="file" webkitdirectory="" hidden aria-label={t('chooseFolder')} onChange={take} />
    </div>
  );
}

function Names({ names }: { names: readonly string[] }) {
  const t = useTranslations('files.upload');
  return (
    <ul className={classes.names}>
      {names.slice(0, SHOWN).map((name) => (
        <li key={name}>
          <code>{shownName(name)}</code>
        </li>
      ))}
      {names.length > SHOWN ? <li className="quiet">{t('more', { count: names.length - SHOWN })}</li> : null}
    </ul>
  );
}

function Existing({ files }: { files: ExistingFiles }) {
  const t = useTranslations('files.upload');
  const format = useFormat();
  return (
    <ul className={classes.names}>
      {files.slice(0, SHOWN).map(({ name, size }) => (
        <li key={name}>
          <code>{shownName(name)}</code> <span className="quiet">{format.bytes(size)}</span>
        </li>
      ))}
      {files.length > SHOWN ? <li className="quiet">{t('more', { count: files.length - SHOWN })}</li> : null}
    </ul>
  );
}
