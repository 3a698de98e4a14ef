/** A line of more characters is cut, and says how long it was. */
export const MAX_LOG_LINE_LENGTH = 16_384;
