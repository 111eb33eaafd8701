/** How UTS 46 is applied: names that exist count more than rules that nobody keeps. */
export const processing = { checkBidi: true, checkJoiners: true } as const;

/** What a label begins with that is Punycode. */
export const prefix = 'xn--';

const maxCharacters = 1000;
const maxDigits = 2000;

/** Whether no label is so long that Punycode, whose time grows with the square of it, would stop everything else. */
export function hasShortLabels(text: string): boolean {
  return text.split(/[.\u3002\uff0e\uff61]/u).every(isShort);
}

/** The limits are those of VRL's library. */
export function isShort(label: string): boolean {
  if (Buffer.byteLength(label) === label.length) return label.length - prefix.length <= maxDigits;
  return label.length <= maxCharacters || Array.from(label).length <= maxCharacters;
}
