/**
 * Everything a terminal would obey: control sequences (CSI), operating system commands (OSC, such as titles and links),
 * other strings (DCS, PM, APC), two-character escapes, and control characters but the tab. Only SGR (CSI … m) means
 * anything in a page; all else is dropped, so that a log line cannot do anything but be read.
 */
export const TERMINAL_CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds
  /\u001b\[([0-9;:]*)([\u0020-\u002f]*[\u0040-\u007e])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** Most lines have none: this is asked of every line of a flood. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const ANY_CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;

/** The line as plain text. */
export function stripControls(line: string): string {
  return ANY_CONTROL.test(line) ? line.replace(TERMINAL_CONTROL, '') : line;
}
