import type { Terminal } from '@roadstead/contract';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { copyText } from '../../lib/ui/copy-text';
import { toast } from '../../lib/ui/toast';
import { MAX_QUEUED_BYTES } from './key-queue';
import type { Look } from './remembered';
import { TerminalLink } from './terminal-link';
import { TerminalScreen } from './terminal-screen';

/** A paste beyond it is asked about, whatever the program would do with it. */
const LARGE_PASTE = 256 * 1024;

interface Options {
  hostId: string;
  terminal: Terminal;
  label: string;
  element: RefObject<HTMLDivElement | null>;
  look: Look;
  onTitle(title: string): void;
  onLink(address: string): void;
  /** A paste that is to be asked about first. */
  onPaste(text: string): void;
  onFind(): void;
  /** Out of the terminal, by the keyboard. */
  onLeave(): void;
}

interface Parts {
  screen: TerminalScreen;
  link: TerminalLink;
}

/** The screen and its connection, for as long as the component is there. */
export function useTerminal(options: Options) {
  const t = useTranslations('terminals');
  const common = useTranslations('common');
  const latest = useRef(options);
  latest.current = options;
  const [parts, setParts] = useState<Parts>();
  const { hostId, terminal, element, look } = options;
  const firstTerminal = useRef(terminal);

  const copy = useCallback(
    (text: string) => {
      if (text === '') return;
      copyText(text).then(
        () => toast(t('copied')),
        () => toast(common('notCopied'), 'bad'),
      );
    },
    [t, common],
  );
  const copyLatest = useRef(copy);
  copyLatest.current = copy;
  const tooMuch = useRef('');
  tooMuch.current = t('tooMuch', { size: `${MAX_QUEUED_BYTES / 1024 / 1024} MB` });

  useEffect(() => {
    if (element.current === null) return;
    const link = new TerminalLink(hostId, firstTerminal.current);
    const screen = new TerminalScreen(element.current, {
      ...latest.current.look,
      label: latest.current.label,
      onKeys: (bytes) => {
        if (!link.type(bytes)) toast(tooMuch.current, 'bad');
      },
      onResize: (size) => link.resize(size),
      onTitle: (title) => latest.current.onTitle(title),
      onLink: (address) => latest.current.onLink(address),
      onPaste: (text) => pasteOrAsk(screen, text, latest.current.onPaste),
      onShortcut: (event) => {
        const shortcut = shortcutOf(event);
        if (shortcut === undefined) return false;
        event.preventDefault();
        if (shortcut === 'copy') copyLatest.current(screen.selection);
        else if (shortcut === 'find') latest.current.onFind();
        else latest.current.onLeave();
        return true;
      },
    });
    link.start(screen);
    screen.focus();
    setParts({ screen, link });
    return () => {
      link.close();
      screen.dispose();
    };
  }, [hostId, element]);

  useEffect(() => parts?.screen.look(look), [parts, look]);
  return { ...parts, copy };
}

function pasteOrAsk(screen: TerminalScreen, text: string, ask: (text: string) => void): void {
  const isSeveralLines = /[\r\n][^\r\n]/.test(text) || /[\r\n]$/.test(text);
  if ((isSeveralLines && !screen.takesPasteAsText) || text.length > LARGE_PASTE) ask(text);
  else screen.paste(text);
}

/** Of the keys with Ctrl and Shift, which shells have no use for. */
function shortcutOf({
  ctrlKey,
  shiftKey,
  altKey,
  metaKey,
  code,
}: KeyboardEvent): 'copy' | 'find' | 'leave' | undefined {
  if (metaKey && !ctrlKey && !shiftKey && code === 'KeyF') return 'find';
  if (!ctrlKey || !shiftKey || altKey || metaKey) return undefined;
  if (code === 'KeyC') return 'copy';
  if (code === 'KeyF') return 'find';
  return code === 'ArrowUp' ? 'leave' : undefined;
}
