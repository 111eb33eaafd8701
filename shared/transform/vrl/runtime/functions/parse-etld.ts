import { parse } from 'tldts';
import { Failure } from '../failure.ts';
import { type Bytes, textOf } from '../text.ts';
import { isObject, type VrlObject } from '../value.ts';

interface Suffix {
  readonly text: string;
  readonly isKnown: boolean;
}

const options = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
} as const;

/** @param list of suffixes that counts instead of the public one, by label from the last one on; '' marks a rule's end */
export function parseEtld(
  value: Bytes,
  plusParts: number | bigint,
  list?: VrlObject,
): VrlObject | Failure {
  const name = textOf(value);
  // a name may end in a dot, which stays
  const isRooted = name.endsWith('.');
  const labels = isRooted ? name.slice(0, -1) : name;
  const suffix = list === undefined ? publicSuffix(labels) : listedSuffix(labels, list);
  const etld = isRooted ? `${suffix.text}.` : suffix.text;
  if (etld === '') return new Failure(`unable to determine eTLD for ${name}`);
  const count = etld.split('.').length + Math.max(0, Number(plusParts));
  return {
    etld,
    etld_plus: name.split('.').slice(-count).join('.'),
    known_suffix: suffix.isKnown,
  };
}

function publicSuffix(name: string): Suffix {
  const { publicSuffix: text, isIcann, isPrivate } = parse(name, options);
  if (text === null) return { text: name.slice(name.lastIndexOf('.') + 1), isKnown: false };
  return { text, isKnown: isIcann === true || isPrivate === true };
}

function listedSuffix(name: string, list: VrlObject): Suffix {
  const labels = name.split('.').toReversed();
  let text = labels[0] ?? '';
  let node = memberOf(list, text);
  let isKnown = node !== null && Object.hasOwn(node, '');
  let seen = text;
  for (const label of labels.slice(1)) {
    if (node === null) break;
    node = memberOf(node, label) ?? memberOf(node, '*');
    if (node === null) break;
    const longer = `${label}.${seen}`;
    if (Object.hasOwn(node, '')) {
      isKnown = true;
      const isException = node[''] === '!';
      text = isException ? seen : longer;
      if (isException) break;
    }
    seen = longer;
  }
  return { text, isKnown };
}

function memberOf(node: VrlObject, label: string): VrlObject | null {
  const member = label !== '' && Object.hasOwn(node, label) ? (node[label] ?? null) : null;
  return isObject(member) ? member : null;
}
