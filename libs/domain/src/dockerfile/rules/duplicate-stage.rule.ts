import { defineRule } from '../rule.js';

export const duplicateStage = defineRule<{ name: string }>({
  id: 'duplicate-stage',
  severity: 'error',
  message: ({ name }) =>
    `A stage above is already called ${name}. The classic builder refuses this, and BuildKit lets the later one hide the other: give it another name.`,
  *find({ stages }) {
    const seen = new Set<string>();
    for (const { name } of stages) {
      if (name === undefined) continue;
      const lower = name.text.toLowerCase();
      if (seen.has(lower)) yield { span: name.span, values: { name: name.text } };
      seen.add(lower);
    }
  },
});
