import { useDebouncedValue } from '@mantine/hooks';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Dialog } from '../../lib/ui/dialog';
import classes from './command-palette.module.css';
import { type Target, useTargets } from './use-targets';

const PAUSE_MS = 120;

/** Goes to any place, host, container or image by its name. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState('');
  const [query] = useDebouncedValue(text.trim(), PAUSE_MS);
  const [chosen, setChosen] = useState(0);
  const { targets, isSearching } = useTargets(query);
  const current = Math.min(chosen, Math.max(0, targets.length - 1));

  const go = (target: Target | undefined) => {
    if (target === undefined) return;
    onClose();
    router.push(target.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of an input method compose a word; they choose nothing here.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((current + step + targets.length) % Math.max(1, targets.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(targets[current]);
    }
  };

  return (
    <Dialog
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      centered={false}
      aria-label={t('find')}
    >
      <input
        className={classes.input}
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={`${listId}-${current}`}
        aria-label={t('find')}
        placeholder={t('findHint')}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <div role="listbox" id={listId} aria-label={t('find')} className={classes.list}>
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keyboard
          <div
            key={`${target.href} ${target.name}`}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={classes.option}
            onMouseMove={() => setChosen(index)}
            onClick={() => go(target)}
          >
            <target.Icon size={15} stroke={1.7} aria-hidden />
            <span className="truncate">{target.name}</span>
            <span className={classes.where}>{target.where}</span>
          </div>
        ))}
        {targets.length === 0 ? (
          <p className={classes.none}>{isSearching ? t('searching') : t('nothingFound', { query })}</p>
        ) : null}
      </div>
    </Dialog>
  );
}
