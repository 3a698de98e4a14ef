/** Runs checks one after the other and remembers how each ended. */
export class Checklist {
  /** @type {{ name: string, ok: boolean, words: string, seconds: number }[]} */
  #rows = [];

  /**
   * @template T
   * @param {string} name what it proves
   * @param {() => Promise<{ words: string, value?: T } | string>} check gives what was seen; throws if it is not so
   * @returns {Promise<T | undefined>}
   */
  async run(name, check) {
    const startedAt = Date.now();
    const end = (/** @type {boolean} */ ok, /** @type {string} */ words) => {
      const seconds = (Date.now() - startedAt) / 1000;
      this.#rows.push({ name, ok, words: words.replaceAll(/\s+/g, ' ').trim(), seconds });
      console.error(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)${ok ? '' : `\n  ${words}`}`);
    };
    try {
      const seen = await check();
      end(true, typeof seen === 'string' ? seen : seen.words);
      return typeof seen === 'string' ? undefined : seen.value;
    } catch (error) {
      end(false, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  get passed() {
    return this.#rows.every(({ ok }) => ok);
  }

  /** The table, as Markdown. */
  toString() {
    const rows = this.#rows.map(({ name, ok, words, seconds }) => [
      name,
      ok ? 'yes' : 'NO',
      words.slice(0, 160).replaceAll('|', '\\|'),
      `${seconds.toFixed(1)} s`,
    ]);
    const table = [['check', 'holds', 'seen', 'took'], ['---', '---', '---', '---:'], ...rows];
    return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }
}
