import * as v from 'valibot';

/** Whose epoch a journal holds; all of it has to match before a journal is used. */
export interface JournalHeader {
  readonly pipeline: string;
  /** The program that made it: what the fingerprint does not see of it, such as a helper function, is in here. */
  readonly build: string;
  readonly groupId: string;
  readonly source: string;
  readonly topic: string;
  readonly partition: number;
  /** Which life of the topic; empty where the broker does not say. */
  readonly incarnation: string;
  readonly fingerprint: string;
  /** Where the epoch begins. */
  readonly first: string;
  readonly openedAtMs: number;
  /** Part of the epoch's keys where it is done again by other rules than those that began it. */
  readonly variant: string | null;
}

const schema: v.GenericSchema<unknown, JournalHeader> = v.strictObject({
  pipeline: v.string(),
  build: v.string(),
  groupId: v.string(),
  source: v.string(),
  topic: v.string(),
  partition: v.pipe(v.number(), v.integer()),
  incarnation: v.string(),
  fingerprint: v.string(),
  first: v.pipe(v.string(), v.regex(/^\d{1,19}$/)),
  openedAtMs: v.number(),
  variant: v.nullable(v.string()),
});

export function formatHeader(header: JournalHeader): Buffer {
  return Buffer.from(JSON.stringify(header), 'utf8');
}

/** Null where it is none. */
export function parseHeader(payload: Buffer): JournalHeader | null {
  return parsed(schema, payload);
}

/** JSON that has a shape; null where it has not. */
export function parsed<T>(shape: v.GenericSchema<unknown, T>, payload: Buffer): T | null {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
  const result = v.safeParse(shape, json);
  return result.success ? result.output : null;
}
