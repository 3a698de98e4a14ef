import { defineRule } from '../rule.js';

/** Source: BuildKit, instructions/parse.go. */
const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;
const RESERVED = ['scratch', 'context'];

export const badStageName = defineRule<{ name: string }>({
  id: 'bad-stage-name',
  severity: 'error',
  message: ({ name }) =>
    `A stage cannot be called ${name}: a name begins with a letter, goes on with letters, digits, dot, dash and underscore, and is neither "scratch" nor "context".`,
  *find({ stages }) {
    for (const { name } of stages) {
      const lower = name?.text.toLowerCase() ?? '';
      if (name !== undefined && (!STAGE_NAME.test(lower) || RESERVED.includes(lower))) {
        yield { span: name.span, values: { name: name.text.slice(0, 80) } };
      }
    }
  },
});
