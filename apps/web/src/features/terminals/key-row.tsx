import { useTranslations } from 'use-intl/react';
import type { SpecialKey } from './terminal-screen';
import classes from './terminal-view.module.css';

const KEYS: readonly { key: SpecialKey; shown: string }[] = [
  { key: 'escape', shown: 'Esc' },
  { key: 'tab', shown: 'Tab' },
  { key: 'interrupt', shown: '^C' },
  { key: 'left', shown: '←' },
  { key: 'up', shown: '↑' },
  { key: 'down', shown: '↓' },
  { key: 'right', shown: '→' },
];

interface Props {
  isControlHeld: boolean;
  onControl(): void;
  onKey(key: SpecialKey): void;
}

/** Keys that a phone's keyboard lacks. */
export function KeyRow({ isControlHeld, onControl, onKey }: Props) {
  const t = useTranslations('terminals.key');
  return (
    <div role="toolbar" aria-label={t('row')} className={classes.keys}>
      <Key label={t('control')} isOn={isControlHeld} onPress={onControl}>
        Ctrl
      </Key>
      {KEYS.map(({ key, shown }) => (
        <Key key={key} label={t(key)} onPress={() => onKey(key)}>
          {shown}
        </Key>
      ))}
    </div>
  );
}

function Key(props: { label: string; isOn?: boolean; onPress(): void; children: string }) {
  return (
    <button
      type="button"
      className={classes.key}
      aria-label={props.label}
      aria-pressed={props.isOn}
      // The terminal keeps the focus, and so the phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}
