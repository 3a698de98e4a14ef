/** What is wrong with a line of words. */
export class UnclosedQuote extends Error {}

/**
 * Words as a POSIX shell parts them, with its quotes and backslashes; nothing else of a shell is looked at, for no shell will.
 * @throws UnclosedQuote
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    const next = text[at + 1];
    if (quote === "'" ? sign === "'" : quote !== '' && sign === quote) quote = '';
    else if (quote === "'") word += sign;
    else if (sign === '\\' && next !== undefined && (quote === '' || '"\\$`'.includes(next))) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quote !== '') word += sign;
    else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + sign;
  }
  if (quote !== '') throw new UnclosedQuote();
  if (word !== undefined) words.push(word);
  return words;
}
