import { Fragment } from 'react';

/** Where a reference or a path may go on in the next line: after a slash, before a colon or an @. */
const BREAKS = /(?<=\/)|(?=[:@])/;

/** A text with references in it that breaks at their joints, and only where nothing else helps within a word. */
export function Breakable({ text }: { text: string }) {
  return text.split(BREAKS).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
