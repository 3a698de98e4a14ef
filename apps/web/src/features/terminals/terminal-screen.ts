import type { TerminalSize } from '@roadstead/domain';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Screen } from './terminal-link';

const SCROLLBACK_LINES = 10_000;
/** A container says what the title is: no more of it than a tab has room for. */
const MAX_TITLE = 60;
const MAX_SIZE = { columns: 1000, rows: 500 };

export interface ScreenOptions {
  readonly label: string;
  readonly fontSize: number;
  readonly isForReaders: boolean;
  readonly onKeys: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly onResize: (size: TerminalSize) => void;
  readonly onTitle: (title: string) => void;
  /** Somebody wants to go where a text in the terminal leads. */
  readonly onLink: (address: string) => void;
  /** Before xterm sees a key. @returns whether it is dealt with */
  readonly onShortcut: (event: KeyboardEvent) => boolean;
  readonly onPaste: (text: string) => void;
}

export type SpecialKey = 'escape' | 'tab' | 'up' | 'down' | 'left' | 'right' | 'interrupt';

const ARROWS: Partial<Record<SpecialKey, string>> = { up: 'A', down: 'B', right: 'C', left: 'D' };
const OTHERS: Partial<Record<SpecialKey, string>> = { escape: '\u001b', tab: '\t', interrupt: '\u0003' };

/** xterm.js in an element. What a program in the container may do to it stays within it. */
export class TerminalScreen implements Screen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #encoder = new TextEncoder();
  readonly #element: HTMLElement;
  readonly #watch: ResizeObserver;
  readonly #onPaste: (event: ClipboardEvent) => void;
  #drawingOld = 0;
  /** The next letter is typed with Ctrl. */
  #withControl: (() => void) | undefined;

  constructor(element: HTMLElement, options: ScreenOptions) {
    this.#element = element;
    const openLink = (_event: MouseEvent, address: string) => {
      if (/^https?:\/\//i.test(address)) options.onLink(address);
    };
    this.#terminal = new Terminal({
      // For the widths of graphemes.
      allowProposedApi: true,
      cursorBlink: true,
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: options.fontSize,
      lineHeight: 1.15,
      linkHandler: { activate: openLink, allowNonHttpProtocols: false },
      minimumContrastRatio: 4.5,
      screenReaderMode: options.isForReaders,
      scrollback: SCROLLBACK_LINES,
      theme: themeOf(element),
    });
    const terminal = this.#terminal;
    for (const addon of [this.#fit, this.#search, new UnicodeGraphemesAddon(), new WebLinksAddon(openLink)]) {
      terminal.loadAddon(addon);
    }
    terminal.attachCustomKeyEventHandler((event) => event.type !== 'keydown' || !options.onShortcut(event));
    terminal.onData((data) => {
      if (this.#drawingOld === 0) options.onKeys(this.#encoder.encode(this.#controlled(data)));
    });
    terminal.onBinary((data) => options.onKeys(Uint8Array.from(data, (character) => character.charCodeAt(0))));
    terminal.onResize(({ cols, rows }) => options.onResize({ columns: cols, rows }));
    terminal.onTitleChange((title) => options.onTitle(title.replace(/\p{C}/gu, '').slice(0, MAX_TITLE)));
    terminal.open(element);
    terminal.textarea?.setAttribute('aria-label', options.label);
    // Ours alone: xterm would type it at once.
    this.#onPaste = (event) => {
      event.preventDefault();
      event.stopPropagation();
      options.onPaste(event.clipboardData?.getData('text/plain') ?? '');
    };
    element.addEventListener('paste', this.#onPaste, true);
    // Ctrl-K and the like are for the program in the terminal, not for the page around it.
    element.addEventListener('keydown', stopHere);
    this.#fit.fit();
    this.#watch = new ResizeObserver(() => this.#refit());
    this.#watch.observe(element);
  }

  size(): TerminalSize {
    const { cols, rows } = this.#terminal;
    return { columns: Math.min(cols, MAX_SIZE.columns), rows: Math.min(rows, MAX_SIZE.rows) };
  }

  reset(): void {
    this.#terminal.reset();
  }

  write(bytes: Uint8Array, isOld: boolean, drawn: () => void): void {
    if (isOld) this.#drawingOld += 1;
    this.#terminal.write(bytes, () => {
      if (isOld) this.#drawingOld -= 1;
      drawn();
    });
  }

  focus(): void {
    this.#terminal.focus();
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Whether several lines that are pasted arrive as text, not as so many commands. */
  get takesPasteAsText(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  paste(text: string): void {
    this.#terminal.paste(text);
    this.focus();
  }

  press(key: SpecialKey): void {
    const arrow = ARROWS[key];
    const introducer = this.#terminal.modes.applicationCursorKeysMode ? '\u001bO' : '\u001b[';
    this.#terminal.input(arrow === undefined ? (OTHERS[key] ?? '') : introducer + arrow);
    this.focus();
  }

  /** @param onUsed called once a letter was typed with it; absent: it is let go */
  holdControl(onUsed: (() => void) | undefined): void {
    this.#withControl = onUsed;
    this.focus();
  }

  find(needle: string, isBackward = false): boolean {
    if (needle === '') {
      this.#search.clearDecorations();
      return true;
    }
    return isBackward ? this.#search.findPrevious(needle) : this.#search.findNext(needle);
  }

  look({ fontSize, isForReaders }: { fontSize: number; isForReaders: boolean }): void {
    this.#terminal.options.fontSize = fontSize;
    this.#terminal.options.screenReaderMode = isForReaders;
    this.#terminal.options.theme = themeOf(this.#element);
    this.#refit();
  }

  dispose(): void {
    this.#watch.disconnect();
    this.#element.removeEventListener('paste', this.#onPaste, true);
    this.#element.removeEventListener('keydown', stopHere);
    this.#terminal.dispose();
  }

  #refit(): void {
    // Not in sight, it has no size, and keeps the one it had.
    if (this.#element.clientWidth > 0) this.#fit.fit();
  }

  #controlled(data: string): string {
    const used = this.#withControl;
    if (used === undefined || !/^[a-z@[\\\]^_]$/i.test(data)) return data;
    this.#withControl = undefined;
    used();
    return String.fromCharCode(data.toUpperCase().charCodeAt(0) & 0x1f);
  }
}

function stopHere(event: Event): void {
  event.stopPropagation();
}

const ANSI = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The page's own colours, as they are now. */
function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: colour('--sunken'),
    foreground: colour('--ink'),
    cursor: colour('--accent'),
    cursorAccent: colour('--sunken'),
    selectionBackground: colour('--mark'),
  };
  ANSI.forEach((name, index) => {
    theme[name] = colour(`--ansi-${index}`);
    theme[`bright${name[0]?.toUpperCase()}${name.slice(1)}` as 'brightBlack'] = colour(`--ansi-${index + 8}`);
  });
  return theme;
}
