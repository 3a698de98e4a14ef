/** More logs in one would be too much to read, and to ask of a browser. */
export const MOST_CONTAINERS = 20;
