import { Button, NativeSelect } from '@mantine/core';
import type { Upload } from '@roadstead/contract';
import { IconFileZip, IconFolder } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type DragEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { FormProblem } from '../../lib/ui/form-problem';
import { useCurrentUser } from '../auth/use-current-user';
import { type Chosen, chosenFolder, droppedFiles } from './dropped-files';
import { type PackedFolder, packFolder } from './pack-folder';
import classes from './upload-field.module.css';
import { UploadProgress } from './upload-progress';
import { useUpload } from './use-upload';

interface Props {
  label: string;
  /** The id of what is uploaded; empty: nothing yet. */
  value: string;
  /** With an empty id: what was there is not wanted any more. */
  onUploaded(uploadId: string): void;
  /** A folder may be given too; it is packed here. */
  takesFolders?: boolean;
}

/**
 * A file, or a folder, brought to the control plane. It can be gone on with after a break, and after a reload of the page
 * once the same file is chosen again.
 */
export function UploadField({ label, value, onUploaded, takesFolders = false }: Props) {
  const t = useTranslations('uploads');
  const words = useErrorWords();
  const format = useFormat();
  const cache = useQueryClient();
  const id = useId();
  const [packed, setPacked] = useState<PackedFolder>();
  const [problem, setProblem] = useState<string>();
  const limits = useQuery({ queryKey: ['upload-limits'], queryFn: ({ signal }) => call('uploadLimits', { signal }) });
  const { data: user } = useCurrentUser();
  const uploads = useQuery({ queryKey: KEYS.uploads, queryFn: ({ signal }) => call('listUploads', { signal }) });
  const upload = useUpload((uploadId) => {
    void cache.invalidateQueries({ queryKey: KEYS.uploads });
    onUploaded(uploadId);
  });

  const take = async (chosen: Chosen | undefined) => {
    if (chosen === undefined) return;
    setProblem(undefined);
    setPacked(undefined);
    if (chosen.kind === 'folder' && !takesFolders) return setProblem(t('noFolder'));
    try {
      const folder = chosen.kind === 'folder' ? await packFolder(chosen.name, chosen.files) : undefined;
      const file = folder?.archive ?? (chosen.kind === 'file' ? chosen.file : undefined);
      if (file === undefined) return;
      const { maxBytes = Number.POSITIVE_INFINITY } = limits.data ?? {};
      if (file.size > maxBytes)
        return setProblem(
          t('tooLarge', { name: file.name, size: format.bytes(file.size), limit: format.bytes(maxBytes) }),
        );
      if (folder?.files === 0) return setProblem(t('emptyFolder'));
      setPacked(folder);
      onUploaded('');
      upload.start(file, folder?.fingerprint);
    } catch (error) {
      setProblem(t('unreadable', { reason: error instanceof Error ? error.message : words(error) }));
    }
  };
  const clear = () => {
    upload.clear();
    setPacked(undefined);
    onUploaded('');
  };

  const earlier = upload.state === undefined ? uploads.data?.find((each) => each.id === value) : undefined;
  const isGone = value !== '' && upload.state === undefined && uploads.isSuccess && earlier === undefined;
  // Uploads are removed after a while; a form may remember one for longer.
  useEffect(() => {
    if (isGone) onUploaded('');
  }, [isGone, onUploaded]);
  const isBusy = upload.state !== undefined || earlier !== undefined;
  return (
    <section aria-labelledby={id} className={classes.field}>
      <h2 id={id} className={classes.label}>
        {label}
      </h2>
      {isBusy ? (
        <UploadProgress upload={upload} earlier={earlier} packed={packed} onClear={clear} />
      ) : (
        <>
          <Picker takesFolders={takesFolders} onTake={take} limit={limits.data?.maxBytes} />
          <Earlier
            uploads={(uploads.data ?? []).filter((each) => each.createdBy === user?.username)}
            onChoose={onUploaded}
          />
        </>
      )}
      <FormProblem>{problem}</FormProblem>
    </section>
  );
}

interface PickerProps {
  takesFolders: boolean;
  onTake(chosen: Chosen | undefined): void;
  /** Bytes. */
  limit: number | undefined;
}

function Picker({ takesFolders, onTake, limit }: PickerProps) {
  const t = useTranslations('uploads');
  const format = useFormat();
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(onTake);
  };
  const onFile = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = currentTarget.files ?? [];
    onTake(chosen === undefined ? undefined : { kind: 'file', file: chosen });
    currentTarget.value = '';
  };
  const onFolder = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    onTake(chosenFolder(currentTarget.files ?? new DataTransfer().files));
    currentTarget.value = '';
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be chosen by the buttons within
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <p>{takesFolders ? t('dropFolder') : t('dropFile')}</p>
      <div className={classes.buttons}>
        {takesFolders ? (
          <Button variant="default" leftSection={<IconFolder size={15} />} onClick={() => folder.current?.click()}>
            {t('chooseFolder')}
          </Button>
        ) : null}
        <Button variant="default" leftSection={<IconFileZip size={15} />} onClick={() => file.current?.click()}>
          {t('chooseFile')}
        </Button>
      </div>
      <p className="quiet">
        {limit === undefined ? t('formats') : t('formatsAndLimit', { limit: format.bytes(limit) })}
      </p>
      <input ref={file} type="file" hidden onChange={onFile} data-upload="file" />
      {takesFolders ? (
        <input ref={folder} type="file" hidden webkitdirectory="" onChange={onFolder} data-upload="folder" />
      ) : null}
    </div>
  );
}

/** What is there from before: whole ones to be used again, broken ones to be gone on with. */
function Earlier({ uploads, onChoose }: { uploads: Upload[]; onChoose: (uploadId: string) => void }) {
  const t = useTranslations('uploads');
  const format = useFormat();
  const sorted = uploads.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const whole = sorted.filter(({ received, size }) => received === size);
  const broken = sorted.find(({ received, size }) => received < size);
  const nameOf = ({ filename, id }: Upload) => filename ?? id;
  return (
    <>
      {broken === undefined ? null : (
        <p className={classes.broken}>
          {t('broken', {
            name: nameOf(broken),
            received: format.bytes(broken.received),
            size: format.bytes(broken.size),
          })}
        </p>
      )}
      {whole.length === 0 ? null : (
        <NativeSelect
          label={t('earlier')}
          className={classes.earlier}
          value=""
          data={[
            { value: '', label: t('chooseEarlier') },
            ...whole.map((upload) => ({
              value: upload.id,
              label: `${nameOf(upload)} · ${format.bytes(upload.size)} · ${format.dateTime(upload.createdAt)}`,
            })),
          ]}
          onChange={(event) => onChoose(event.currentTarget.value)}
        />
      )}
    </>
  );
}
