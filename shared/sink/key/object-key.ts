import { SluiceError } from '../../errors.ts';
import { maxAttemptLength, maxExtensionLength, maxKeyBytes } from './limits.ts';

/** What an object's key is made of, and nothing else. */
export interface ObjectKeyParts {
  /** Rendered by a KeyTemplate. */
  readonly prefix: string;
  /** By Kafka's rules: `[a-zA-Z0-9._-]`, at most 249 characters, never `.` or `..`. */
  readonly topic: string;
  readonly partition: number;
  /** The epoch's offsets, `[first, next)`. */
  readonly first: bigint;
  readonly next: bigint;
  /** 0 for the first object of this prefix in the epoch; counts where one grew too large. */
  readonly number: number;
  /**
   * Tells one try at an epoch from another where objects must not replace each other; lower-case letters and digits.
   * Left out: who redoes the epoch gets the same key.
   */
  readonly attempt?: string;
  /** Without the leading dot: `json.gz`; empty for none. */
  readonly extension: string;
}

const topicName = /^[a-zA-Z0-9._-]{1,249}$/;
const extensionName = /^(?:[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)*)?$/;
const attemptName = /^[a-z0-9]+$/;
const offsetDigits = 20;
const numberDigits = 4;

/**
 * `<prefix><topic>+<partition>+<first>-<next>[+<attempt>][+<number>].<extension>`, offsets in 20 digits and the
 * number in 4, so that a listing is in the order of the offsets.
 *
 * @throws {SluiceError} INTERNAL where a part is not what its type says, or the key is longer than S3's 1,024 bytes
 */
export function objectKey(parts: ObjectKeyParts): string {
  const { prefix, topic, partition, first, next, number, attempt, extension } = parts;
  if (!topicName.test(topic) || topic === '.' || topic === '..') {
    throw new SluiceError(
      'INTERNAL',
      'a topic name that Kafka does not allow cannot be part of a key',
    );
  }
  if (first < 0n || next <= first || !isCount(partition) || !isCount(number)) {
    throw new SluiceError(
      'INTERNAL',
      `no key for partition ${partition}, offsets ${first} to ${next}, number ${number}: they must rise from 0`,
    );
  }
  if (extension.length > maxExtensionLength || !extensionName.test(extension)) {
    throw new SluiceError(
      'INTERNAL',
      `the extension must be letters and digits, at most ${maxExtensionLength}, without a leading dot`,
    );
  }
  if (attempt !== undefined && (attempt.length > maxAttemptLength || !attemptName.test(attempt))) {
    throw new SluiceError(
      'INTERNAL',
      `the attempt must be lower-case letters and digits, 1 to ${maxAttemptLength}`,
    );
  }
  const range = `${padded(first, offsetDigits)}-${padded(next, offsetDigits)}`;
  const attemptPart = attempt === undefined ? '' : `+${attempt}`;
  const numberPart = number === 0 ? '' : `+${padded(number, numberDigits)}`;
  const ending = extension === '' ? '' : `.${extension}`;
  const key = `${prefix}${topic}+${partition}+${range}${attemptPart}${numberPart}${ending}`;
  const bytes = Buffer.byteLength(key);
  if (bytes > maxKeyBytes) {
    throw new SluiceError('INTERNAL', `a key of ${bytes} bytes: S3 allows ${maxKeyBytes}`);
  }
  return key;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function padded(value: bigint | number, digits: number): string {
  return String(value).padStart(digits, '0');
}
