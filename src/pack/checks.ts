/** What is checked of a pack when it is loaded, in this order. */
export const packChecks = ['manifest', 'files', 'graphs', 'shapes', 'tokenizer', 'golden'] as const;

export type PackCheck = (typeof packChecks)[number];
