/** What scrolls takes the focus, so that the arrow keys reach all of it. */
export const scrolls = { tabindex: 0, role: 'group' } as const;
