import { writeFileSync } from 'node:fs';

/** Writes how many tests passed and failed to `ROADSTEAD_TEST_TOTALS`. (Jest's own JSON fails on an error with a cycle in it.) */
export default class TotalsReporter {
  /**
   * @param {unknown} _contexts
   * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} results
   */
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const totals = { numPassedTests, numFailedTests, numRuntimeErrorTestSuites };
    if (process.env.ROADSTEAD_TEST_TOTALS) writeFileSync(process.env.ROADSTEAD_TEST_TOTALS, JSON.stringify(totals));
  }
}
