import { Button } from '@mantine/core';
import type { ImageSummary, Job } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { Dialog } from '../../lib/ui/dialog';
import dialog from '../../lib/ui/dialog.module.css';
import { ErrorState } from '../../lib/ui/notice';
import { VERB_OF } from './again-kinds';
import ImageDialog from './image-dialog';
import { imageNamed } from './image-named';
import { useReferenceCheck } from './use-reference-check';

interface Props {
  before: Job;
  onClose(): void;
}

/** The dialog of a job's verb as it was, about the image that has the name on that host now. */
export default function ImageAgain({ before, onClose }: Props) {
  const { hostId, params, kind } = before;
  const wanted = String(kind === 'image.tag' ? params.source : params.reference);
  const { familiar, parts } = useReferenceCheck(wanted);
  // A digest by itself is an image's id, though it might be read as a name and a tag.
  const isId = wanted.startsWith('sha256:');
  const name = isId ? wanted : familiar;
  const query = { host: hostId, q: parts?.digest !== undefined && !isId ? parts.digest : name, limit: 100 };
  const { data, error, refetch } = useQuery({
    queryKey: ['image-again', query],
    queryFn: ({ signal }) => call('listImages', { query, signal }),
    enabled: name !== undefined,
    staleTime: 0,
  });
  const [verb, setVerb] = useState(VERB_OF[kind]);
  if (error !== null) return <Trouble onClose={onClose}>{<ErrorState error={error} onRetry={refetch} />}</Trouble>;
  if (data === undefined || name === undefined || verb === undefined) return null;
  const image: ImageSummary | undefined = imageNamed(data.items, hostId, name);
  if (image === undefined) return <Gone name={name} host={before.hostName} onClose={onClose} />;
  const shown = kind === 'image.tag' ? before : { ...before, params: { ...params, reference: name } };
  return (
    <ImageDialog
      key={verb}
      verb={verb}
      images={[image]}
      hostId={hostId}
      before={shown}
      onVerb={setVerb}
      onClose={onClose}
    />
  );
}

function Gone({ name, host, onClose }: { name: string; host: string; onClose(): void }) {
  const t = useTranslations('verbs.again');
  const b = (chunks: React.ReactNode) => <code>{chunks}</code>;
  return (
    <Trouble onClose={onClose}>
      <p>{t.rich('gone', { name, host, b })}</p>
    </Trouble>
  );
}

function Trouble({ children, onClose }: { children: React.ReactNode; onClose(): void }) {
  const t = useTranslations('verbs.again');
  const common = useTranslations('common');
  return (
    <Dialog onClose={onClose} title={t('title')} closeButtonProps={{ 'aria-label': common('close') }}>
      <div className={dialog.form}>
        {children}
        <div className={dialog.actions}>
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
