import type { Fields } from './descriptor-fields.ts';

/** What a file's syntax or edition says of how its fields are written; a field may say otherwise of itself. */
export interface Encoding {
  /** Of a field that is no message and in no choice. */
  readonly hasPresence: boolean;
  readonly isPacked: boolean;
  /** Messages are written as groups are. */
  readonly isDelimited: boolean;
}

const editions: Readonly<Record<number, Encoding>> = {
  998: { hasPresence: true, isPacked: false, isDelimited: false },
  999: { hasPresence: false, isPacked: true, isDelimited: false },
  // later ones have other rules for names only
  1000: { hasPresence: true, isPacked: true, isDelimited: false },
  1001: { hasPresence: true, isPacked: true, isDelimited: false },
  1002: { hasPresence: true, isPacked: true, isDelimited: false },
};
const implicit = 2;
const packed = 1;
const delimited = 2;

/** Only files and fields can say these; a message hands on what its file says. */
export function encodingWithin(outer: Encoding, features: Fields | null): Encoding {
  const presence = features?.number('field_presence') ?? 0;
  const lists = features?.number('repeated_field_encoding') ?? 0;
  const messages = features?.number('message_encoding') ?? 0;
  return {
    hasPresence: presence === 0 ? outer.hasPresence : presence !== implicit,
    isPacked: lists === 0 ? outer.isPacked : lists === packed,
    isDelimited: messages === 0 ? outer.isDelimited : messages === delimited,
  };
}

/** Null for an edition that nobody here knows. */
export function encodingOf(file: Fields): Encoding | null {
  const edition = file.number('edition') ?? (file.text('syntax') === 'proto3' ? 999 : 998);
  const byDefault = editions[edition];
  return byDefault === undefined ? null : encodingWithin(byDefault, file.features());
}
