/**
 * Puts text on the clipboard. Browsers give pages the clipboard only over HTTPS or on localhost; elsewhere the older way,
 * copying a selection, still works.
 * @throws Error when the browser allows neither
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  // Within an open dialog, so that its focus trap lets the field have the selection.
  const place = document.querySelector('[role=dialog]') ?? document.body;
  place.append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  if (!isDone) throw new Error('the browser refused to copy');
}
