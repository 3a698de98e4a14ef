import { useComputedColorScheme } from '@mantine/core';
import type { Terminal } from '@roadstead/contract';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import colours from '../logs/ansi-colours.module.css';
import { KeyRow } from './key-row';
import { type Look, rememberedLook, rememberLook } from './remembered';
import { LinkDialog, PasteDialog } from './terminal-dialogs';
import type { LinkSnapshot, TerminalLink } from './terminal-link';
import { IdleNote, TerminalOverlay } from './terminal-overlay';
import { TerminalToolbar } from './terminal-toolbar';
import classes from './terminal-view.module.css';
import { useTerminal } from './use-terminal';

interface Props {
  hostId: string;
  terminal: Terminal;
  /** What it is called, for those who hear the page. */
  label: string;
  isShown: boolean;
  onTitle(title: string): void;
  onEnd(): void;
  onReopen(): void;
  onDismiss(): void;
}

/** One terminal: screen, tools, and what is to be said about it. */
export function TerminalView({ hostId, terminal, label, isShown, onTitle, ...actions }: Props) {
  const t = useTranslations('terminals');
  const element = useRef<HTMLDivElement>(null);
  const firstTool = useRef<HTMLButtonElement>(null);
  const [look, setLook] = useState(rememberedLook);
  const [isFilling, setFilling] = useState(false);
  const [isFinding, setFinding] = useState(false);
  const [isControlHeld, setControlHeld] = useState(false);
  const [pasted, setPasted] = useState<string>();
  const [address, setAddress] = useState<string>();
  const { screen, link, copy } = useTerminal({
    hostId,
    terminal,
    label,
    element,
    look,
    onTitle,
    onLink: setAddress,
    onPaste: setPasted,
    onFind: () => setFinding(true),
    onLeave: () => firstTool.current?.focus(),
  });
  const { status, idleEndsAt } = useLink(link, terminal);
  const scheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read anew when the scheme has changed
  useEffect(() => screen?.look(look), [screen, scheme]);
  useEffect(() => {
    if (isShown) screen?.focus();
  }, [screen, isShown]);

  const changeLook = (next: Look) => {
    setLook(next);
    rememberLook(next);
  };
  const holdControl = () => {
    screen?.holdControl(isControlHeld ? undefined : () => setControlHeld(false));
    setControlHeld(!isControlHeld);
  };
  const isLive = status.state !== 'ended' && status.state !== 'failed';

  return (
    <section
      aria-label={label}
      className={`${classes.view} ${colours.colours}`}
      data-fills={isFilling || undefined}
      hidden={!isShown}
    >
      <TerminalToolbar
        firstTool={firstTool}
        look={look}
        onLook={changeLook}
        isFilling={isFilling}
        onFill={(fills) => {
          setFilling(fills);
          screen?.focus();
        }}
        isFinding={isFinding}
        onFinding={(finds) => {
          setFinding(finds);
          if (!finds) screen?.focus();
        }}
        onFind={(needle, isBackward) => screen?.find(needle, isBackward) ?? true}
        onCopy={() => copy(screen?.selection ?? '')}
        onEnd={isLive ? actions.onEnd : undefined}
      />
      <div className={classes.stage}>
        <div ref={element} className={classes.screen} />
        <TerminalOverlay
          status={status}
          onRetry={() => link?.retry()}
          onReopen={actions.onReopen}
          onDismiss={actions.onDismiss}
        />
        {idleEndsAt === undefined ? null : (
          <IdleNote
            endsAt={idleEndsAt}
            onStay={() => {
              link?.stay();
              screen?.focus();
            }}
          />
        )}
      </div>
      <KeyRow isControlHeld={isControlHeld} onControl={holdControl} onKey={(key) => screen?.press(key)} />
      <p className={classes.hint}>{t(terminal.takesInput ? 'keys' : 'noInput')}</p>
      {pasted === undefined ? null : (
        <PasteDialog
          text={pasted}
          onClose={() => setPasted(undefined)}
          onPaste={() => {
            setPasted(undefined);
            screen?.paste(pasted);
          }}
        />
      )}
      {address === undefined ? null : <LinkDialog address={address} onClose={() => setAddress(undefined)} />}
    </section>
  );
}

const NEVER = () => () => {};

function useLink(link: TerminalLink | undefined, terminal: Terminal): LinkSnapshot {
  const [first] = useState<LinkSnapshot>({ status: { state: 'connecting' }, terminal });
  const snapshot = link?.snapshot ?? (() => first);
  return useSyncExternalStore(link?.subscribe ?? NEVER, snapshot, snapshot);
}
