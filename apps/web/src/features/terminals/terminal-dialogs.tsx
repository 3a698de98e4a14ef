import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { DialogForm } from '../../lib/ui/dialog-form';
import classes from './terminal-view.module.css';

const SHOWN_CHARACTERS = 2_000;

/** Lines that a shell would run one by one as they come. */
export function PasteDialog(props: { text: string; onPaste(): void; onClose(): void }) {
  const t = useTranslations('terminals.paste');
  const format = useFormat();
  const { text, onPaste, onClose } = props;
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n|\r/).length;
  return (
    <DialogForm title={t('title', { count: lines })} submit={t('submit')} onSubmit={onPaste} onClose={onClose}>
      <p>{t('why')}</p>
      <pre className={classes.pasted}>
        {text.slice(0, SHOWN_CHARACTERS)}
        {text.length > SHOWN_CHARACTERS ? '…' : ''}
      </pre>
      <p className="quiet">{t('size', { size: format.bytes(new Blob([text]).size) })}</p>
    </DialogForm>
  );
}

/** A link in a terminal says what a program in the container wants it to say: where it leads is shown first. */
export function LinkDialog({ address, onClose }: { address: string; onClose(): void }) {
  const t = useTranslations('terminals.link');
  const go = () => {
    window.open(address, '_blank', 'noopener,noreferrer');
    onClose();
  };
  return (
    <DialogForm title={t('title')} submit={t('submit')} onSubmit={go} onClose={onClose}>
      <p>{t('why')}</p>
      <p className={`mono ${classes.address}`}>{address}</p>
    </DialogForm>
  );
}
