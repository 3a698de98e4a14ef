import { cpus } from 'node:os';

/**
 * One line of the report.
 * @typedef {object} Figure
 * @property {string} what
 * @property {string} measured with its unit
 * @property {string} [against] what it is compared with, measured in the same run
 * @property {string} aim
 * @property {boolean} met
 */

/** @param {Figure[]} figures */
export function printTable(figures) {
  const rows = [['', 'measured', 'against', 'aim', ''], ...figures.map(cells)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

/** The page docs/benchmarks.md. @param {Figure[]} figures */
export function benchmarksPage(figures) {
  const rows = figures.map((figure) => `| ${cells(figure).join(' | ')} |`);
  return `# Benchmarks

Written by \`npm run bench\`, which runs everything on real parts: engines in network namespaces, a registry, Postgres, Redis
and Chromium, all on this one machine of ${cpus().length} cores. Where something is compared, both were measured in turn in the same run,
and the figure is the ratio of the medians. These are measurements, not tests.

| what | measured | against | aim | met |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** @param {Figure} figure */
function cells({ what, measured, against = '', aim, met }) {
  return [what, measured, against, aim, met ? 'yes' : 'no'];
}
