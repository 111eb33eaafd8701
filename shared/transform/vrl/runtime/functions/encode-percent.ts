import { type Bytes, textOf } from '../text.ts';

const query = ' "#<>';
const path = `${query}?\`{}`;
const userInfo = `${path}/:;=@[\\]^|`;
const component = `${userInfo}$%&+,`;

/** What each set has beside control characters. */
const sets: ReadonlyMap<string, string> = new Map([
  ['CONTROLS', ''],
  ['FRAGMENT', ' "<>`'],
  ['QUERY', query],
  ['SPECIAL', `${query}'`],
  ['PATH', path],
  ['USERINFO', userInfo],
  ['COMPONENT', component],
  ['WWW_FORM_URLENCODED', `${component}!'()~`],
]);

export function encodePercent(value: Bytes, asciiSet: string): string {
  const set = sets.get(asciiSet);
  let result = '';
  for (const byte of Buffer.from(textOf(value))) {
    const character = String.fromCharCode(byte);
    const isKept =
      set === undefined
        ? /[0-9A-Za-z]/.test(character)
        : byte >= 0x20 && byte < 0x7f && !set.includes(character);
    result += isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}
