/**
 * The words of a command line, as a shell would part them: quotes and backslashes hold words together. Nothing else of a
 * shell is known here: no variables, no pipes.
 * @returns undefined where a quote is not closed
 */
export function splitCommand(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const character = line.charAt(i);
    if (quote === "'") {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '\\' && i + 1 < line.length) {
      const next = line.charAt(i + 1);
      const isEscape = quote === '' || '"\\$`'.includes(next);
      word = (word ?? '') + (isEscape ? next : character + next);
      i += 1;
    } else if (quote === '"') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
