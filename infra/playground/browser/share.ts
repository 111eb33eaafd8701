import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';

/** What is typed on the page. */
export interface Typed {
  readonly program: string;
  readonly events: string;
  readonly metadata: string;
}

/** Of the fragments that this page writes; another form gets another. */
const version = '#1.';
/** More is a slip or an attack, not a program. */
const maxBytes = 1_000_000;

/** The part of an address behind `#` that holds all of it: it never leaves the browser. */
export function toFragment({ events, metadata, program }: Typed): string {
  const packed = deflateSync(
    strToU8(JSON.stringify([program, events, ...(metadata === '' ? [] : [metadata])])),
    { level: 9 },
  );
  const text = btoa(strFromU8(packed, true));
  return version + text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null: nothing that this page has written. */
export function fromFragment(fragment: string): Typed | null {
  if (!fragment.startsWith(version)) return null;
  try {
    const text = fragment.slice(version.length).replaceAll('-', '+').replaceAll('_', '/');
    const packed = strToU8(atob(text), true);
    const unpacked = inflateSync(packed, { out: new Uint8Array(maxBytes) });
    const [program, events, metadata = ''] = JSON.parse(strFromU8(unpacked)) as readonly unknown[];
    if (typeof program !== 'string' || typeof events !== 'string') return null;
    return typeof metadata === 'string' ? { program, events, metadata } : null;
  } catch {
    return null;
  }
}
