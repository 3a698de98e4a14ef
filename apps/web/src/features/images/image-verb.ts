/** What can be done with an image that exists, in the order of the buttons. */
export const IMAGE_VERBS = ['tag', 'push', 'save', 'remove'] as const;
export type ImageVerb = (typeof IMAGE_VERBS)[number];
