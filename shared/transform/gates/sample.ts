import { type FieldPath, valueAt } from '../../field-path.ts';
import { isRawNumber } from '../../raw-json.ts';
import { set } from '../fields.ts';
import type { Event, Gate, ProgramContext } from '../model.ts';
import { seahash } from '../vrl/runtime/functions/seahash.ts';
import { plainText } from './texts.ts';

/** How many events a sample keeps: one of `of`, or this share of them. */
export type Share = { readonly of: number } | { readonly ratio: number };

export interface SampleRules {
  readonly share: Share;
  /** Fields with a share of the event's own; that of `share` counts where it is none. */
  readonly rateField: FieldPath | null;
  readonly ratioField: FieldPath | null;
  /** Events with the same value here are kept together, or not; null: each is chosen by itself. */
  readonly keyField: FieldPath | null;
  /** The path that gets the share as text, where the event is kept. */
  readonly rateKey: string | null;
}

/**
 * Chooses by what an event is, never by how many came before, so that it does the same whenever the record is processed
 * again: by the hash of its key, which is Vector's, so that both keep the same keys; else by that of its place in the topic.
 */
export function sampleGate(rules: SampleRules): Gate {
  const { share, keyField, rateKey } = rules;
  return (event, context) => {
    const own = ownShare(event, rules);
    const key = own === null && keyField !== null ? valueAt(event, keyField) : undefined;
    const keeps =
      key === undefined ? keepsPlace(own ?? share, context) : keepsKey(share, plainText(key));
    if (keeps && rateKey !== null) set(event, rateKey, shareText(own ?? share));
    return keeps;
  };
}

function shareText(share: Share): string {
  return String('of' in share ? share.of : share.ratio);
}

function ownShare(event: Event, { ratioField, rateField }: SampleRules): Share | null {
  if (ratioField !== null) {
    const ratio = Number(numberText(valueAt(event, ratioField)));
    if (ratio > 0 && ratio <= 1) return { ratio };
  }
  if (rateField !== null) {
    const text = numberText(valueAt(event, rateField));
    if (/^\d{1,15}$/.test(text) && Number(text) > 0) return { of: Number(text) };
  }
  return null;
}

/** A number, or a text that may be one, as text; nothing of anything else. */
function numberText(value: unknown): string {
  if (isRawNumber(value)) return value.rawJSON;
  const isText =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  return isText && value !== '' ? String(value) : 'none';
}

const most = 2n ** 64n - 1n;

function keepsKey(share: Share, key: string): boolean {
  const hash = BigInt.asUintN(64, BigInt(seahash(key)));
  if ('of' in share) return hash % BigInt(share.of) === 0n;
  const limit = BigInt(Math.trunc(share.ratio * 2 ** 64));
  return hash <= (limit > most ? most : limit);
}

function keepsPlace(share: Share, context: ProgramContext): boolean {
  const { topic, partition, offset, place } = context;
  const hash = spread(`${topic}/${partition}/${offset}/${place}`);
  return 'of' in share ? hash % share.of === 0 : hash / 2 ** 32 < share.ratio;
}

/** 32 bits that neighbours do not share: FNV-1a, and MurmurHash3's last step. */
function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
