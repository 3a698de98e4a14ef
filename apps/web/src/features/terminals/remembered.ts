/** What this browser tab remembers of terminals, so that a reload finds them again. */
function keyOf(containerId: string): string {
  return `roadstead.terminals.${containerId}`;
}

export function rememberedTerminals(containerId: string): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(keyOf(containerId)) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberTerminals(containerId: string, ids: readonly string[]): void {
  try {
    if (ids.length === 0) sessionStorage.removeItem(keyOf(containerId));
    else sessionStorage.setItem(keyOf(containerId), JSON.stringify(ids));
  } catch {
    // Storage is switched off: a reload does not find them by itself.
  }
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
