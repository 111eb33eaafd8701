export const notAnIp = 'unable to parse IP address: invalid IP address syntax';

/** The 4 or 16 bytes of an address; null where the text is none. */
export function readIp(text: string): Uint8Array | null {
  return readIpv4(text) ?? readIpv6(text);
}

export function readIpv4(text: string): Uint8Array | null {
  if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? Uint8Array.from(parts) : null;
}

export function readIpv6(text: string): Uint8Array | null {
  let groups = text;
  const lastColon = text.lastIndexOf(':');
  const tail = readIpv4(text.slice(lastColon + 1));
  if (tail !== null && lastColon >= 0) {
    const hex = Buffer.from(tail).toString('hex');
    groups = `${text.slice(0, lastColon + 1)}${hex.slice(0, 4)}:${hex.slice(4)}`;
  }
  const halves = groups.split('::');
  if (halves.length > 2) return null;
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = head.length + rest.length;
  if (halves.length === 1 ? count !== 8 : count > 7) return null;
  const all = [...head, ...Array.from({ length: 8 - count }, () => '0'), ...rest];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return null;
  const bytes = new Uint8Array(16);
  for (const [index, group] of all.entries()) {
    const word = Number.parseInt(group, 16);
    bytes[index * 2] = word >> 8;
    bytes[index * 2 + 1] = word & 255;
  }
  return bytes;
}

/** A mask of so many bits. */
export function prefixMask(bits: number, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    mask[index] = (0xff00 >> left) & 0xff;
  }
  return mask;
}
