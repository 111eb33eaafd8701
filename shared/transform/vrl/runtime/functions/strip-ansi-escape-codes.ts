import { type Bytes, bytesOf, stringOfBytes } from '../text.ts';

/** Escape sequences of ECMA-48: CSI, strings (OSC, DCS …) up to their end, and those of two or three characters. */
const sequences =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|[ -/]*[0-~])|[\x00-\x09\x0b-\x1f\x7f]/g;

export function stripAnsiEscapeCodes(value: Bytes): Bytes {
  // byte by byte, so that what is no UTF-8 stays
  const text = Buffer.from(bytesOf(value)).toString('latin1');
  return stringOfBytes(Buffer.from(text.replaceAll(sequences, ''), 'latin1'));
}
