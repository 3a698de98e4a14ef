import type { OpenTerminalBody } from '@roadstead/contract';

export type Target = OpenTerminalBody['target'];

/** A terminal that this browser tab has opened or brought here. */
export interface Remembered {
  readonly id: string;
  /** What it was opened with; of what was brought here from elsewhere, as far as that is known. */
  readonly target: Target;
  /** The values of its environment are not known any more, as they are kept in no storage: `target` has the names alone. */
  readonly lacksValues: boolean;
}

/** While the page is not loaded anew the environment is known too. */
const known = new Map<string, Remembered>();

/** Whose terminals, in what: who signs in next in the same tab finds none of them. */
interface Owned {
  readonly userId: string;
  readonly containerId: string;
}

function keyOf({ userId, containerId }: Owned): string {
  return `roadstead.terminals.${userId}.${containerId}`;
}

/** What this browser tab remembers of terminals, so that a reload finds them again. */
export function rememberedTerminals(owned: Owned): Remembered[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(owned)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRemembered).map((each) => known.get(each.id) ?? each) : [];
  } catch {
    return [];
  }
}

export function rememberTerminals(owned: Owned, terminals: readonly Remembered[]): void {
  for (const { id, target, lacksValues } of terminals) known.set(id, { id, target, lacksValues });
  try {
    if (terminals.length === 0) sessionStorage.removeItem(keyOf(owned));
    else sessionStorage.setItem(keyOf(owned), JSON.stringify(terminals.map(withoutValues)));
  } catch {
    // Storage is switched off: a reload does not find them by itself.
  }
}

function withoutValues({ id, target }: Remembered): Remembered {
  if (target.kind === 'attach') return { id, target, lacksValues: false };
  const env = target.env.map((variable) => variable.slice(0, variable.indexOf('=') + 1));
  return { id, target: { ...target, env }, lacksValues: env.length > 0 };
}

function isRemembered(kept: unknown): kept is Remembered {
  return typeof kept === 'object' && kept !== null && 'id' in kept && 'target' in kept;
}

export interface Look {
  fontSize: number;
  /** Lines are there for screen readers too, which costs speed. */
  isForReaders: boolean;
}

const LOOK_KEY = 'roadstead.terminal-look';
const DEFAULT_LOOK: Look = { fontSize: 13, isForReaders: false };
export const FONT_SIZES = { least: 9, most: 24 };

export function rememberedLook(): Look {
  try {
    const { fontSize, isForReaders } = JSON.parse(localStorage.getItem(LOOK_KEY) ?? '{}') as Partial<Look>;
    const size = Number(fontSize ?? DEFAULT_LOOK.fontSize);
    return {
      fontSize: size >= FONT_SIZES.least && size <= FONT_SIZES.most ? size : DEFAULT_LOOK.fontSize,
      isForReaders: isForReaders === true,
    };
  } catch {
    return DEFAULT_LOOK;
  }
}

export function rememberLook(look: Look): void {
  try {
    localStorage.setItem(LOOK_KEY, JSON.stringify(look));
  } catch {
    // As above.
  }
}
