/** What sheets says, in both languages. */
export const en = {} as const;

export const zh = {} as const;
