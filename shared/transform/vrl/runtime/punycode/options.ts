/** How UTS 46 is applied: names that exist count more than rules that nobody keeps. */
export const processing = { checkBidi: true, checkJoiners: true } as const;

/** What a label begins with that is Punycode. */
export const prefix = 'xn--';
