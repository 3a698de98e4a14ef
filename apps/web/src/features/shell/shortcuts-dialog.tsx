import { useTranslations } from 'use-intl/react';
import { Dialog } from '../../lib/ui/dialog';
import { PLACES } from './places';
import classes from './shortcuts-dialog.module.css';

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  return (
    <Dialog onClose={onClose} title={t('shortcuts')} size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className={classes.list}>
        <Shortcut keys={['Ctrl', 'K']} does={t('find')} />
        <Shortcut keys={['/']} does={t('focusSearch')} />
        {PLACES.map((place) => (
          <Shortcut key={place.id} keys={['g', place.key]} does={t(`places.${place.id}`)} />
        ))}
        <Shortcut keys={['?']} does={t('shortcuts')} />
      </dl>
    </Dialog>
  );
}

function Shortcut({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div>
      <dt>{does}</dt>
      <dd>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dd>
    </div>
  );
}
