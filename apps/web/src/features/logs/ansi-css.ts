import type { CSSProperties } from 'react';
import type { Style } from './ansi';

/** How a run of characters looks, as styles of an element; within `ansi-colours.module.css`. */
export function cssOf(style: Style): CSSProperties | undefined {
  if (Object.keys(style).length === 0) return undefined;
  return {
    color: style.colour,
    backgroundColor: style.ground,
    fontWeight: style.bold === true ? 650 : undefined,
    opacity: style.dim === true ? 0.7 : undefined,
    fontStyle: style.italic === true ? 'italic' : undefined,
    textDecoration: style.underline === true ? 'underline' : undefined,
  };
}
