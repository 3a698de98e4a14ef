/** Labels as one line of text: `site=oslo, rack=b2`. A part without `=` is a label with an empty value. */
export function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const part of text.split(/[,\n]/)) {
    const [name = '', ...value] = part.split('=');
    if (name.trim() !== '') labels[name.trim()] = value.join('=').trim();
  }
  return labels;
}

export function labelsText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join(', ');
}
